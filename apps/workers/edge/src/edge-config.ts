import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { ConfigError, readConfig } from '@belugapi/service-kit';
import { type EdgeFile, type EdgeFileModel, parseEdgeFile, readSecretFiles } from '@belugapi/settings';
import { z } from 'zod';
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

const urlForm = 'must be an http or https URL, as in http://127.0.0.1:8000/v1';

export const edgeConfigSchema = z.object({
  EDGE_CONFIG: z.string().optional().meta({ description: 'YAML file: the engine of each edge model', isFile: true }),
  EDGE_BASE_URL: z
    .url({ protocol: /^https?$/, error: urlForm })
    .optional()
    .meta({
      description: 'an engine that speaks the OpenAI API (…/v1), for the open models of the catalogue',
      mustBe: urlForm,
    }),
  EDGE_API_KEY: z.string().optional().meta({ description: 'credential at EDGE_BASE_URL', secret: true }),
});

/**
 * Reads `EDGE_CONFIG` (path of an edge.yaml), `EDGE_BASE_URL` and `EDGE_API_KEY`.
 * @throws {ConfigError} that names the variable, or the file with line and path of the setting at fault.
 */
export function readEdgeConfig(environment: NodeJS.ProcessEnv = process.env): EdgeConfig {
  const config = readConfig(edgeConfigSchema, environment);
  const path = config.EDGE_CONFIG;
  const file = path === undefined ? { gpu: false as const, models: [] } : readFile(path);
  const models = new Map<string, EdgeModelConfig>(
    [
      { id: embeddedModelId, engine: 'llama.cpp' as const, file: embeddedModelFile },
      ...publicModelIds.map((id) => publicModel(id, config)),
      ...file.models.map((model) => withKey(model, environment, path ?? '')),
    ].map((model) => [model.id, model]),
  );
  return { gpu: file.gpu, models: [...models.values()] };
}

function readFile(path: string): EdgeFile {
  const text = readSettings(path);
  try {
    return parseEdgeFile(text, path);
  } catch (error) {
    throw new ConfigError((error as Error).message, { cause: error });
  }
}

function readSettings(path: string): string {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    throw new ConfigError(`EDGE_CONFIG: cannot read ${path} (${(error as NodeJS.ErrnoException).code ?? 'unknown'})`, {
      cause: error,
    });
  }
  if (Buffer.byteLength(text) > largestFileBytes) throw new ConfigError(`EDGE_CONFIG: ${path} is larger than 1 MiB`);
  return text;
}

function publicModel(id: string, config: z.output<typeof edgeConfigSchema>): EdgeModelConfig {
  const { EDGE_BASE_URL: baseUrl, EDGE_API_KEY: apiKey } = config;
  if (!baseUrl)
    return {
      id,
      engine: 'none',
      reason: `${id} has no inference engine: set EDGE_BASE_URL to an OpenAI-compatible one, or name an engine for it in the file of EDGE_CONFIG.`,
    };
  return { id, engine: 'openai', baseUrl: baseUrl.replace(/\/+$/u, ''), ...(apiKey && { apiKey }) };
}

function withKey(model: EdgeFileModel, environment: NodeJS.ProcessEnv, path: string): EdgeModelConfig {
  if (model.engine === 'llama.cpp') return model;
  const { apiKeyEnv, ...rest } = model;
  if (apiKeyEnv === undefined) return rest;
  const { environment: secrets, problems } = readSecretFiles(environment, [apiKeyEnv]);
  for (const { name, message } of problems) throw new ConfigError(`${path}: ${model.id}: ${name}: ${message}`);
  const apiKey = secrets[apiKeyEnv];
  if (!apiKey)
    throw new ConfigError(`${path}: ${model.id} takes its key from the variable ${apiKeyEnv}, which is not set`);
  return { ...rest, apiKey };
}
