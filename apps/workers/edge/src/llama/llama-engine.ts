import { type CompletionEvent, FailureCode, FinishReason, type TokenUsage, UsageSource } from '@belugapi/contracts';
import { CompletionFailure } from '@belugapi/completion';
import type { CompletionTask } from '@belugapi/provider-spec';
import type { LlamaContextSequence, LlamaGrammar, SequenceEvaluateOptions, Token, TokenBias } from 'node-llama-cpp';
import { DecodeLoop } from './decode-loop.js';
import { Generation, type GenerationEnd } from './generation.js';
import { defaultQueue, type LlamaEngineOptions } from './llama-engine-options.js';
import { loadLlamaLibrary, type LlamaLibrary } from './llama-library.js';
import { openLlamaModel, type OpenLlamaModel } from './open-llama-model.js';
import { alignSequence, sharedPrefix } from './prompt-cache.js';
import { ResponseGrammars } from './response-grammar.js';
import { type SamplingOptions, toSamplingOptions } from './sampling-options.js';
import { SlotQueue } from './slot-queue.js';
import { createStopMatcher } from './stop-matcher.js';
import { checkSupported } from './supported-fields.js';
import { toTokenBias } from './token-bias.js';
import { createTokenText } from './token-text.js';

/** What a completion needs of its task. */
export type EngineTask = Pick<CompletionTask, 'completionId' | 'request'>;

// node-llama-cpp's JSON grammars may end in any number of newlines, from the fourth on to be cut off.
const grammarEnd = '\n\n\n\n';

interface Prepared {
  readonly prompt: Token[];
  readonly sampling: SamplingOptions;
  readonly grammar: LlamaGrammar | undefined;
  readonly bias: TokenBias | undefined;
}

/**
 * Loads a GGUF file into this process. `onError` hears of what fails inside the engine; callers are told nothing of it.
 * @throws an Error that says why the file cannot be served.
 */
export async function openLlamaEngine(
  options: LlamaEngineOptions,
  onError: (error: unknown) => void = () => undefined,
): Promise<LlamaEngine> {
  const library = await loadLlamaLibrary(options.gpu ?? false);
  try {
    return new LlamaEngine(options, library, await openLlamaModel(options, library), onError);
  } catch (error) {
    const detail = library.lastError();
    throw new Error([(error as Error).message, detail].filter(Boolean).join('; '), { cause: error });
  }
}

/** Generates in this process: as many completions at once as there are slots, sharing every decode batch. */
export class LlamaEngine {
  private readonly loop: DecodeLoop;
  private readonly slots: SlotQueue<LlamaContextSequence>;
  private readonly grammars: ResponseGrammars;
  private readonly closing = new AbortController();
  private readonly running = new Set<Generation>();

  constructor(
    private readonly options: LlamaEngineOptions,
    private readonly library: LlamaLibrary,
    private readonly opened: OpenLlamaModel,
    private readonly onError: (error: unknown) => void,
  ) {
    const { batch, context } = opened;
    const sequences = Array.from({ length: context.totalSequences }, () => context.getSequence());
    this.loop = new DecodeLoop(batch);
    this.slots = new SlotQueue(sequences, options.queue ?? defaultQueue);
    this.grammars = new ResponseGrammars(library.llama);
  }

  /** Tokens per completion, prompt and answer together. */
  get contextWindow(): number {
    return this.opened.context.contextSize;
  }

  /** See CompletionSource.complete. An aborted completion still tells its usage to a reader that reads on. */
  async *complete(
    { completionId, request }: EngineTask,
    signal: AbortSignal,
  ): AsyncGenerator<CompletionEvent, void, void> {
    const stopped = AbortSignal.any([signal, this.closing.signal]);
    try {
      const prepared = await this.prepare(request);
      const { prompt } = prepared;
      const sequence = await this.slots.acquire(stopped, (slot) => sharedPrefix(slot.contextTokens, prompt));
      if (sequence === undefined) {
        if (!stopped.aborted) throw this.overloaded();
        return;
      }
      try {
        yield { event: { $case: 'started', value: { upstreamId: completionId, upstreamModel: this.options.id } } };
        yield* this.generate(sequence, prepared, request, stopped);
      } finally {
        this.slots.release(sequence);
      }
    } catch (error) {
      if (stopped.aborted) return;
      if (!(error instanceof CompletionFailure)) this.onError(error);
      yield { event: { $case: 'failed', value: CompletionFailure.from(error).failure } };
    }
  }

  /** Stops what runs and frees the model's memory. */
  async close(): Promise<void> {
    this.closing.abort();
    // Not by way of their readers, who may never come back.
    await Promise.all([...this.running].map((generation) => generation.settle()));
    await this.opened.context.dispose();
    await this.opened.model.dispose();
  }

  private async prepare(request: EngineTask['request']): Promise<Prepared> {
    checkSupported(request, this.options.id);
    const grammar = await this.grammars.find(request.responseFormat);
    const prompt = this.opened.promptTokens(request.messages);
    if (prompt.length >= this.contextWindow)
      throw CompletionFailure.of(
        FailureCode.CONTEXT_LENGTH_EXCEEDED,
        `This model's maximum context length is ${this.contextWindow} tokens. However, your messages resulted in ` +
          `${prompt.length} tokens. Please reduce the length of the messages.`,
        { param: 'messages' },
      );
    const bias = toTokenBias(request.logitBias, this.opened.model, this.library);
    return { prompt, grammar, bias, sampling: toSamplingOptions(request) };
  }

  private async *generate(
    sequence: LlamaContextSequence,
    prepared: Prepared,
    request: EngineTask['request'],
    signal: AbortSignal,
  ): AsyncGenerator<CompletionEvent, void, void> {
    const { model } = this.opened;
    const { prompt } = prepared;
    // A cached prefix can differ in the last bit from one evaluated afresh, so a seed asks for the latter.
    const reused = await alignSequence(sequence, request.seed === undefined ? prompt : []);
    const generation = new Generation({
      sequence,
      prompt: prompt.slice(reused),
      maximumTokens: Math.min(request.maxOutputTokens ?? Infinity, this.contextWindow - prompt.length),
      evaluate: (generated) => this.evaluateOptions(prepared, generated),
      isEnd: (token) => model.isEogToken(token),
      text: createTokenText((tokens, before) => model.detokenize(tokens, false, before), prompt),
      stop: createStopMatcher(prepared.grammar ? [...request.stop, grammarEnd] : request.stop),
      wake: () => this.loop.wake(),
    });
    const abort = (): void => generation.abort();
    signal.addEventListener('abort', abort, { once: true });
    if (signal.aborted) abort();
    this.running.add(generation);
    this.loop.add(generation);
    try {
      for (let text = await generation.read(); text !== undefined; text = await generation.read())
        yield { event: { $case: 'text', value: { choice: 0, text, logprobs: [] } } };
      yield* lastEvents(generation.end, usageOf(prompt.length, reused, generation.completionTokens));
    } finally {
      signal.removeEventListener('abort', abort);
      this.loop.remove(generation);
      await generation.settle();
      this.running.delete(generation);
    }
  }

  private evaluateOptions({ bias, grammar, sampling }: Prepared, generated: Token[]): SequenceEvaluateOptions {
    const { frequencyPenalty, presencePenalty, ...plain } = sampling;
    const penalised = frequencyPenalty !== 0 || presencePenalty !== 0;
    const { GrammarState } = this.library;
    return {
      ...plain,
      ...(bias && { tokenBias: bias }),
      ...(grammar && { grammarEvaluationState: new GrammarState({ model: this.opened.model, grammar }) }),
      ...(penalised && {
        repeatPenalty: {
          punishTokens: () => generated,
          maxPunishTokens: this.contextWindow,
          penalty: 1,
          frequencyPenalty,
          presencePenalty,
        },
      }),
    };
  }

  private overloaded(): CompletionFailure {
    return CompletionFailure.of(
      FailureCode.OVERLOADED,
      `${this.options.id} is busy: ${this.slots.length} completions are waiting for a slot. Please try again shortly.`,
      { retryAfterMs: 1_000 },
    );
  }
}

function* lastEvents(end: GenerationEnd | undefined, usage: TokenUsage): Generator<CompletionEvent> {
  if (end?.kind === 'error') throw end.error;
  const reason = end?.kind === 'length' ? FinishReason.LENGTH : FinishReason.STOP;
  const aborted = end?.kind === 'aborted';
  if (!aborted)
    yield { event: { $case: 'choiceFinished', value: { choice: 0, reason, rawReason: end?.kind ?? 'stop' } } };
  yield { event: { $case: 'usage', value: usage } };
  if (!aborted) yield { event: { $case: 'completed', value: {} } };
}

function usageOf(promptTokens: number, reused: number, visibleOutput: number): TokenUsage {
  return {
    source: UsageSource.PROVIDER,
    uncachedInput: promptTokens - reused,
    ...(reused > 0 && { cacheRead: reused }),
    visibleOutput,
  };
}
