import { readFile, stat } from 'node:fs/promises';
import type { LlamaContext, LlamaModel, Token } from 'node-llama-cpp';
import type { Message } from '@belugapi/contracts';
import { llamaDefaults } from './llama-defaults.js';
import { defaultBatch, defaultSlots, type LlamaEngineOptions, largestDefaultContext } from './llama-engine-options.js';
import type { LlamaLibrary } from './llama-library.js';
import { createPromptRenderer } from './prompt-renderer.js';

/** A GGUF file in memory with one context, whose sequences are the slots. */
export interface OpenLlamaModel {
  readonly model: LlamaModel;
  readonly context: LlamaContext;
  readonly batch: number;
  /** Renders and tokenises a conversation, up to the point where the answer begins. */
  promptTokens(messages: readonly Message[]): Token[];
}

// GGUF, `tokenizer.ggml.token_type`: unknown and control tokens are parsed only where special tokens are.
const controlTokenTypes: readonly number[] = [2, 3];

/** @throws an Error that says what is wrong with the file, or what the machine lacks for it. */
export async function openLlamaModel(options: LlamaEngineOptions, library: LlamaLibrary): Promise<OpenLlamaModel> {
  const { size } = await stat(options.file);
  const defaults = llamaDefaults(size);
  const batch = Math.max(options.batch ?? defaultBatch, 2 * (options.slots ?? defaultSlots));
  const model = await library.llama.loadModel({ modelPath: options.file, gpuLayers: options.gpuLayers ?? 'auto' });
  try {
    const source = await chatTemplate(options, model);
    const context = await model.createContext({
      sequences: options.slots ?? defaultSlots,
      contextSize: options.context ?? { max: Math.min(model.trainContextSize, largestDefaultContext) },
      batchSize: batch,
      // Once every sequence of a turn has joined, and before the event loop turns: what a turn sends to the gateway then
      // leaves while the next batch is computed.
      batching: { dispatchSchedule: (dispatch) => process.nextTick(dispatch) },
      threads: options.threads ?? defaults.threads,
      flashAttention: options.flashAttention ?? defaults.flashAttention,
      ...(defaults.cacheType && {
        experimentalKvCacheKeyType: defaults.cacheType,
        experimentalKvCacheValueType: defaults.cacheType,
      }),
    });
    return { model, context, batch, promptTokens: createTokenizer(options.id, source, model) };
  } catch (error) {
    await model.dispose();
    throw error;
  }
}

async function chatTemplate({ chatTemplateFile }: LlamaEngineOptions, model: LlamaModel): Promise<string> {
  if (chatTemplateFile !== undefined) return await readFile(chatTemplateFile, 'utf8');
  const source = model.fileInfo.metadata.tokenizer?.chat_template;
  if (source === undefined) throw new Error('the file holds no chat template; name one with chatTemplateFile');
  return source;
}

function createTokenizer(modelId: string, source: string, model: LlamaModel): OpenLlamaModel['promptTokens'] {
  const { bos, bosString, eosString, shouldPrependBosToken } = model.tokens;
  const vocabulary = model.fileInfo.metadata.tokenizer?.ggml;
  const renderPrompt = createPromptRenderer({
    modelId,
    source,
    bos: bosString ?? '',
    eos: eosString ?? '',
    controlTokens: (vocabulary?.tokens ?? []).filter((_, id) =>
      controlTokenTypes.includes(vocabulary?.token_type[id] ?? 0),
    ),
  });
  return (messages) => {
    const tokens = renderPrompt(messages).flatMap((piece) => model.tokenize(piece, true));
    if (shouldPrependBosToken && bos !== null && tokens[0] !== bos) tokens.unshift(bos);
    return tokens;
  };
}
