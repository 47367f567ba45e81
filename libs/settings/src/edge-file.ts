import { dirname, resolve } from 'node:path';
import { LineCounter, parseDocument } from 'yaml';
import { z } from 'zod';

const id = z.string().regex(/^[\w.:/-]{1,128}$/u, 'has to be 1 to 128 letters, digits or one of . _ : / -');
const count = (largest: number) => z.int().min(1).max(largest);

const llamaModel = z.strictObject({
  id,
  engine: z.literal('llama.cpp'),
  file: z.string().min(1),
  context: z.int().min(256).max(4_194_304).optional(),
  slots: count(256).optional(),
  queue: z.int().min(0).max(100_000).optional(),
  threads: count(1024).optional(),
  batch: count(65_536).optional(),
  flashAttention: z.boolean().optional(),
  gpuLayers: z.int().min(0).max(10_000).optional(),
  chatTemplateFile: z.string().min(1).optional(),
});

const openAiModel = z
  .strictObject({
    id,
    engine: z.literal('openai'),
    baseUrl: z.url({ protocol: /^https?$/u, error: 'has to be an http or https URL' }),
    apiKey: z.string().min(1).optional(),
    apiKeyEnv: z.string().min(1).optional(),
    upstreamModel: z.string().min(1).max(256).optional(),
  })
  .refine(({ apiKey, apiKeyEnv }) => apiKey === undefined || apiKeyEnv === undefined, {
    path: ['apiKeyEnv'],
    error: 'cannot stand beside apiKey',
  });

const edgeFile = z.strictObject({
  gpu: z.union([z.literal(false), z.enum(['auto', 'cuda', 'vulkan', 'metal'])]).default(false),
  models: z
    .array(z.discriminatedUnion('engine', [llamaModel, openAiModel]))
    .max(256)
    .refine((models) => new Set(models.map((model) => model.id)).size === models.length, {
      error: 'names an id twice',
    })
    .default([]),
});

/** A model as an edge.yaml names it, its files resolved against the folder of the yaml. */
export type EdgeFileModel = ReturnType<typeof resolveModel>;

export interface EdgeFile {
  readonly gpu: z.infer<typeof edgeFile>['gpu'];
  readonly models: readonly EdgeFileModel[];
}

/** Parses an edge.yaml. @throws an Error with one line per problem: `path:line: setting: what is wrong`. */
export function parseEdgeFile(text: string, path: string): EdgeFile {
  const lineCounter = new LineCounter();
  const document = parseDocument(text, { lineCounter, prettyErrors: false });
  const [syntax] = document.errors;
  if (syntax) throw new Error(`${path}:${lineCounter.linePos(syntax.pos[0]).line}: ${syntax.message}`);
  const result = edgeFile.safeParse(valueOf(document, path) ?? {});
  if (result.success) {
    const { gpu, models } = result.data;
    return { gpu, models: models.map((model) => resolveModel(model, dirname(path))) };
  }
  const problems = result.error.issues.flatMap((issue) =>
    issue.code === 'unrecognized_keys'
      ? issue.keys.map((key) => ({ path: [...issue.path, key], message: 'is not a known setting' }))
      : [{ path: issue.path, message: issue.message }],
  );
  throw new Error(
    problems
      .map(({ path: keys, message }) => `${path}:${lineOf(document, lineCounter, keys)}: ${keyPath(keys)} ${message}`)
      .join('\n'),
  );
}

function valueOf(document: ReturnType<typeof parseDocument>, path: string): unknown {
  try {
    return document.toJS();
  } catch (error) {
    // An alias that points nowhere, or so many that they multiply.
    throw new Error(`${path}:1: ${(error as Error).message}`, { cause: error });
  }
}

function resolveModel(model: z.infer<typeof llamaModel> | z.infer<typeof openAiModel>, folder: string) {
  if (model.engine === 'openai') {
    return { ...model, baseUrl: model.baseUrl.replace(/\/+$/u, '') };
  }
  const { chatTemplateFile } = model;
  return {
    ...model,
    file: resolve(folder, model.file),
    ...(chatTemplateFile !== undefined && { chatTemplateFile: resolve(folder, chatTemplateFile) }),
  };
}

/** The line of a setting, or of the nearest thing around it that is there. */
function lineOf(
  document: ReturnType<typeof parseDocument>,
  counter: LineCounter,
  keys: readonly PropertyKey[],
): number {
  for (let length = keys.length; length > 0; length--) {
    const node: unknown = document.getIn(keys.slice(0, length), true);
    const range = (node as { range?: [number, number, number] | null } | undefined)?.range;
    if (range) return counter.linePos(range[0]).line;
  }
  return 1;
}

function keyPath(keys: readonly PropertyKey[]): string {
  const text = keys.map((key) => (typeof key === 'number' ? `[${key}]` : `.${String(key)}`)).join('');
  return text.replace(/^\./u, '');
}
