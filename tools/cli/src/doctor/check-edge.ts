import { open, readFile } from 'node:fs/promises';
import { type EdgeFileModel, parseEdgeFile, readSecretFiles } from '@belugapi/settings';
import type { Finding } from '../finding.js';
import { type Check, type DoctorContext, fine, unreached, warning, wrong } from './doctor-context.js';
import { getJson, reasonOf } from './get-json.js';

/** The engines of EDGE_BASE_URL and EDGE_CONFIG, asked for their models, and the model files. */
export const checkEdge: Check = {
  name: 'edge',
  run: async (context, signal) => {
    const { EDGE_BASE_URL: baseUrl, EDGE_API_KEY: apiKey, EDGE_CONFIG: file } = context.variables;
    const { isRemote } = context;
    const found = await Promise.all([
      baseUrl === undefined
        ? []
        : askEngine({ subject: 'edge', baseUrl, apiKey, setting: 'EDGE_BASE_URL', isRemote }, signal),
      // Of a file elsewhere it is told among the settings that it was not looked at.
      file === undefined || isRemote ? [] : configured(file, context, signal),
    ]);
    return found.flat();
  },
};

async function configured(file: string, context: DoctorContext, signal: AbortSignal): Promise<Finding[]> {
  let models: readonly EdgeFileModel[];
  try {
    ({ models } = parseEdgeFile(await readFile(file, 'utf8'), file));
  } catch {
    // What is wrong with it is told among the settings.
    return [];
  }
  const found = await Promise.all(models.map((model) => modelFindings(model, context, signal)));
  return found.flat();
}

async function modelFindings(
  model: EdgeFileModel,
  { variables, isRemote }: DoctorContext,
  signal: AbortSignal,
): Promise<Finding[]> {
  const subject = `edge model ${model.id}`;
  if (model.engine === 'llama.cpp') return fileFindings(subject, model.file);
  const { baseUrl, upstreamModel, apiKeyEnv } = model;
  const { environment, problems } = readSecretFiles(variables, apiKeyEnv === undefined ? [] : [apiKeyEnv]);
  if (problems.length > 0) return problems.map(({ name, message }) => wrong(subject, `${name}: ${message}`, name));
  const apiKey = apiKeyEnv === undefined ? model.apiKey : environment[apiKeyEnv];
  return askEngine({ subject, baseUrl, apiKey, setting: 'EDGE_CONFIG', upstreamModel, isRemote }, signal);
}

async function fileFindings(subject: string, file: string): Promise<Finding[]> {
  try {
    const handle = await open(file, 'r');
    const { buffer } = await handle.read({ buffer: Buffer.alloc(4) });
    await handle.close();
    if (buffer.toString('latin1') === 'GGUF') return [fine(subject, file)];
    return [wrong(subject, `${file} is no GGUF file`, 'EDGE_CONFIG')];
  } catch (error) {
    return [wrong(subject, `cannot read ${file} (${reasonOf(error)})`, 'EDGE_CONFIG')];
  }
}

interface Engine {
  readonly subject: string;
  readonly baseUrl: string;
  readonly apiKey: string | undefined;
  readonly setting: string;
  readonly upstreamModel?: string | undefined;
  readonly isRemote: boolean;
}

async function askEngine(
  { subject, baseUrl, apiKey, setting, upstreamModel, isRemote }: Engine,
  signal: AbortSignal,
): Promise<Finding[]> {
  const host = URL.parse(baseUrl)?.host ?? 'a malformed address';
  try {
    const headers: Record<string, string> =
      apiKey === undefined ? {} : { authorization: `Bearer ${apiKey.split(',')[0]?.trim() ?? ''}` };
    const { status, body } = await getJson(`${baseUrl.replace(/\/+$/u, '')}/models`, headers, signal);
    if (status === 401 || status === 403)
      return [wrong(subject, `the engine at ${host} refuses the key (HTTP ${status})`, setting)];
    if (status !== 200)
      return [warning(subject, `the engine at ${host} answers GET /models with HTTP ${status}`, setting)];
    const listed = body?.['data'];
    const ids = Array.isArray(listed) ? listed.map((one: { id?: unknown }) => one.id) : [];
    if (upstreamModel !== undefined && ids.length > 0 && !ids.includes(upstreamModel))
      return [wrong(subject, `the engine at ${host} does not list ${upstreamModel}`, setting)];
    return [fine(subject, `the engine at ${host} lists ${ids.length} models`)];
  } catch (error) {
    return [unreached({ isRemote })(subject, `the engine at ${host} cannot be reached (${reasonOf(error)})`, setting)];
  }
}
