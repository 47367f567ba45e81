import type { Llama, LlamaGrammarEvaluationState, TokenBias } from 'node-llama-cpp';

/** node-llama-cpp, loaded. */
export interface LlamaLibrary {
  readonly llama: Llama;
  readonly GrammarState: typeof LlamaGrammarEvaluationState;
  readonly Bias: typeof TokenBias;
  /** The last line that llama.cpp logged as an error, which its exceptions leave out. */
  lastError(): string | undefined;
}

export type Gpu = 'auto' | 'cuda' | 'vulkan' | 'metal' | false;

const loaded = new Map<Gpu, Promise<LlamaLibrary>>();

/**
 * Loads node-llama-cpp on first need, once per process: its import alone takes a third of a second, and it uses top-level
 * await, which nothing transformed to CommonJS can import. Takes the prebuilt binary; never compiles or downloads.
 */
export function loadLlamaLibrary(gpu: Gpu): Promise<LlamaLibrary> {
  const library = loaded.get(gpu) ?? load(gpu);
  loaded.set(gpu, library);
  return library;
}

async function load(gpu: Gpu): Promise<LlamaLibrary> {
  const module = await import('node-llama-cpp');
  const { getLlama, LlamaGrammarEvaluationState: GrammarState, LlamaLogLevel, TokenBias: Bias } = module;
  let lastError: string | undefined;
  const llama = await getLlama({
    gpu,
    build: 'never',
    skipDownload: true,
    progressLogs: false,
    // Every context says itself how many threads it takes.
    maxThreads: 0,
    logLevel: LlamaLogLevel.error,
    logger: (_level, message) => (lastError = message.trim()),
  });
  return { llama, GrammarState, Bias, lastError: () => lastError };
}
