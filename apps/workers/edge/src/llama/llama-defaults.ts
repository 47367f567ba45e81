import { availableParallelism } from 'node:os';

/** How a model of a certain size runs fastest, where the operator has not said. */
export interface LlamaDefaults {
  readonly threads: number;
  readonly flashAttention: 'auto' | boolean;
  /** Number type of the attention cache; absent is llama.cpp's own, F16. */
  readonly cacheType?: 'F32';
}

const smallModelBytes = 64 * 1024 * 1024;
const tinyModelBytes = 16 * 1024 * 1024;

/**
 * Measured on two cores (1 MB and 42 MB Q8_0 files): below tens of megabytes a second thread costs more than it gives, and with
 * other work on the machine its spin locks cost a hundredfold; so small models take one, and larger ones leave one core to the
 * rest of the stack. Flash attention on a CPU halves the speed of the tiny file and raises that of the other by 10–40 %;
 * a cache of F32 raises the speed of the tiny file by 17 % alone and 20 % with eight at once.
 */
export function llamaDefaults(fileBytes: number, cores: number = availableParallelism()): LlamaDefaults {
  return {
    threads: fileBytes < smallModelBytes ? 1 : Math.max(1, cores - 1),
    ...(fileBytes < tinyModelBytes ? { flashAttention: false, cacheType: 'F32' } : { flashAttention: 'auto' }),
  };
}
