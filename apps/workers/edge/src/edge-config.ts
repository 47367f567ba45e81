import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type EdgeFileModel, parseEdgeFile } from './edge-file.js';
import type { LlamaEngineOptions } from './llama/llama-engine-options.js';

/** A model that this process runs itself. */
export interface LlamaModelConfig extends Omit<LlamaEngineOptions, 'gpu'> {
  readonly engine: 'llama.cpp';
}

/** A model behind an OpenAI-compatible engine. */
export interface OpenAiModelConfig {
  readonly id: string;
  readonly engine: 'openai';
  /** With the version, as in `http://vllm:8000/v1`. */
  readonly baseUrl: string;
  readonly apiKey?: string;
  /** @default the catalogue's upstream id */
  readonly upstreamModel?: string;
}

/** A model of the catalogue that nothing serves yet. */
export interface UnservedModelConfig {
  readonly id: string;
  readonly engine: 'none';
  /** Names the setting that would change it. */
  readonly reason: string;
}

export type EdgeModelConfig = LlamaModelConfig | OpenAiModelConfig | UnservedModelConfig;

export interface EdgeConfig {
  readonly gpu: NonNullable<LlamaEngineOptions['gpu']>;
  readonly models: readonly EdgeModelConfig[];
}

export const embeddedModelId = 'beluga-nano';
/** Where the embedded model's file lies, from src as from dist. */
export const embeddedModelFile = fileURLToPath(new URL('../models/beluga-nano.gguf', import.meta.url));

const publicModelIds = ['llama3.1-8b', 'gpt-oss-120b', 'qwen-3-235b-a22b-instruct-2507', 'zai-glm-4.7'];
const largestFileBytes = 1024 * 1024;

/**
 * Reads `EDGE_CONFIG` (path of an edge.yaml), `EDGE_BASE_URL` and `EDGE_API_KEY`.
 * @throws an Error that names the variable, or the file with line and path of the setting at fault.
 */
export function readEdgeConfig(environment: NodeJS.ProcessEnv = process.env): EdgeConfig {
  const path = environment['EDGE_CONFIG'];
  const file = path ? parseEdgeFile(readSettings(path), path) : { gpu: false as const, models: [] };
  const models = new Map<string, EdgeModelConfig>(
    [
      { id: embeddedModelId, engine: 'llama.cpp' as const, file: embeddedModelFile },
      ...publicModelIds.map((id) => publicModel(id, environment)),
      ...file.models.map((model) => withKey(model, environment, path ?? '')),
    ].map((model) => [model.id, model]),
  );
  return { gpu: file.gpu, models: [...models.values()] };
}

function readSettings(path: string): string {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    throw new Error(`EDGE_CONFIG: cannot read ${path} (${(error as NodeJS.ErrnoException).code ?? 'unknown'})`, {
      cause: error,
    });
  }
  if (Buffer.byteLength(text) > largestFileBytes) throw new Error(`EDGE_CONFIG: ${path} is larger than 1 MiB`);
  return text;
}

function publicModel(id: string, environment: NodeJS.ProcessEnv): EdgeModelConfig {
  const baseUrl = environment['EDGE_BASE_URL'];
  if (!baseUrl)
    return {
      id,
      engine: 'none',
      reason: `${id} has no inference engine: set EDGE_BASE_URL to an OpenAI-compatible one, or name an engine for it in the file of EDGE_CONFIG.`,
    };
  if (!/^https?:$/u.test(URL.parse(baseUrl)?.protocol ?? ''))
    throw new Error('EDGE_BASE_URL has to be an http or https URL, as in http://127.0.0.1:8000/v1');
  const apiKey = environment['EDGE_API_KEY'];
  return { id, engine: 'openai', baseUrl: baseUrl.replace(/\/+$/u, ''), ...(apiKey && { apiKey }) };
}

function withKey(model: EdgeFileModel, environment: NodeJS.ProcessEnv, path: string): EdgeModelConfig {
  if (model.engine === 'llama.cpp') return model;
  const { apiKeyEnv, ...rest } = model;
  if (apiKeyEnv === undefined) return rest;
  const apiKey = environment[apiKeyEnv];
  if (!apiKey) throw new Error(`${path}: ${model.id} takes its key from the variable ${apiKeyEnv}, which is not set`);
  return { ...rest, apiKey };
}
