import type { LlamaContextSequence, SequenceEvaluateOptions, Token } from 'node-llama-cpp';
import type { DecodeParticipant } from './decode-loop.js';
import type { StopMatcher } from './stop-matcher.js';
import type { TokenText } from './token-text.js';

export type GenerationEnd =
  { readonly kind: 'stop' | 'length' | 'aborted' } | { readonly kind: 'error'; readonly error: unknown };

export interface GenerationOptions {
  readonly sequence: Pick<LlamaContextSequence, 'evaluate' | 'evaluateWithoutGeneratingNewTokens'>;
  /** What of the prompt the sequence does not hold yet; at least one token. */
  readonly prompt: readonly Token[];
  /** `generated` is the live list of the answer's tokens, for the penalties. */
  readonly evaluate: (generated: Token[]) => SequenceEvaluateOptions;
  readonly maximumTokens: number;
  readonly isEnd: (token: Token) => boolean;
  readonly text: TokenText;
  readonly stop: StopMatcher;
  /** Called when the reader has caught up and more may be generated. */
  readonly wake: () => void;
}

// Enough for a reader that answers within a few turns never to break up a batch; little enough to waste nothing on one that left.
const readAhead = 32;

/** One answer in the making: the decode loop puts tokens in, the reader takes text out, and neither waits for the other. */
export class Generation implements DecodeParticipant {
  private readonly prompt: Token[];
  private readonly generated: Token[] = [];
  private tokens: AsyncGenerator<Token, void, void | Token | Token[]> | undefined;
  private stepping: Promise<void> = Promise.resolve();
  private unreadText = '';
  private unreadTokens = 0;
  private ended: GenerationEnd | undefined;
  private notify: (() => void) | undefined;

  constructor(private readonly options: GenerationOptions) {
    this.prompt = [...options.prompt];
  }

  get ready(): boolean {
    return this.ended === undefined && this.unreadTokens < readAhead;
  }

  get promptLeft(): number {
    return this.prompt.length;
  }

  /** Tokens sampled so far, the end-of-turn token not counted. */
  get completionTokens(): number {
    return this.generated.length;
  }

  get end(): GenerationEnd | undefined {
    return this.ended;
  }

  step(promptTokens: number): Promise<void> {
    this.stepping = this.advance(promptTokens).catch((error: unknown) => this.finish({ kind: 'error', error }));
    return this.stepping;
  }

  /** Text since the last read, as soon as there is any; undefined after the end. */
  async read(): Promise<string | undefined> {
    for (;;) {
      const text = this.unreadText;
      this.unreadText = '';
      this.unreadTokens = 0;
      if (text === '' && this.ended) return undefined;
      if (!this.ended) this.options.wake();
      if (text !== '') return text;
      await new Promise<void>((resolve) => (this.notify = resolve));
    }
  }

  /** Ends it now; unread text is dropped. */
  abort(): void {
    if (this.ended) return;
    this.unreadText = '';
    this.finish({ kind: 'aborted' });
  }

  /** Resolves once the sequence is no longer in use. */
  async settle(): Promise<void> {
    this.abort();
    await this.stepping;
    await this.tokens?.return();
  }

  private async advance(promptTokens: number): Promise<void> {
    const { sequence, evaluate } = this.options;
    if (this.prompt.length > promptTokens) {
      await sequence.evaluateWithoutGeneratingNewTokens(this.prompt.splice(0, promptTokens));
      return;
    }
    this.tokens ??= sequence.evaluate(this.prompt.splice(0), { ...evaluate(this.generated), yieldEogToken: true });
    const { value: token } = await this.tokens.next();
    if (token === undefined) throw new Error('the sequence ended without an end token');
    if (this.ended === undefined) this.accept(token);
  }

  private accept(token: Token): void {
    const { isEnd, maximumTokens, stop, text } = this.options;
    if (isEnd(token)) {
      this.add(stop.flush());
      this.finish({ kind: 'stop' });
      return;
    }
    this.generated.push(token);
    this.unreadTokens++;
    const found = stop.push(text.push(token));
    const full = this.generated.length >= maximumTokens;
    this.add(found.text + (full && !found.matched ? stop.flush() : ''));
    if (found.matched) this.finish({ kind: 'stop' });
    else if (full) this.finish({ kind: 'length' });
  }

  private add(text: string): void {
    if (text === '') return;
    this.unreadText += text;
    this.notify?.();
  }

  private finish(end: GenerationEnd): void {
    this.ended ??= end;
    this.notify?.();
  }
}
