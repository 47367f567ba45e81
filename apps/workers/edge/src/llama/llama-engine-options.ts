import type { Gpu } from './llama-library.js';

/** A GGUF file and how to run it. */
export interface LlamaEngineOptions {
  readonly id: string;
  /** Absolute path of the GGUF file. */
  readonly file: string;
  /** @default false: the CPU. */
  readonly gpu?: Gpu;
  /** @default as many as fit */
  readonly gpuLayers?: number;
  /** Tokens per completion, prompt and answer together. @default what the model was trained on, at most 8192 */
  readonly context?: number;
  /** Completions that generate at once. @default 8 */
  readonly slots?: number;
  /** Completions that may wait for a slot; further ones are refused. @default 64 */
  readonly queue?: number;
  /** @default chosen by the size of the file */
  readonly threads?: number;
  /** Tokens per decode batch. @default 512 */
  readonly batch?: number;
  /** @default chosen by the size of the file */
  readonly flashAttention?: boolean;
  /** Jinja file instead of the model's own `tokenizer.chat_template`. */
  readonly chatTemplateFile?: string;
}

export const defaultSlots = 8;
export const defaultQueue = 64;
export const defaultBatch = 512;
/** A slot's memory is taken at start, so the length of a large model's training context is not a default. */
export const largestDefaultContext = 8192;
