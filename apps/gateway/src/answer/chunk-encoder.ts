import type { Annotation, CompletionEvent, ReasoningState, TokenLogprob, TokenUsage } from '@belugapi/contracts';
import type { UsageCost } from '@belugapi/completion';
import type { EventEncoder } from './event-encoder.js';
import { eventJson } from './event-json.js';
import { reasoningDetail } from './reasoning-detail.js';
import { servedFields } from './served-fields.js';
import { usageBody } from './usage-body.js';
import { annotationBody, finishReasonWord, logprobBody } from './wire-words.js';

export interface ChunkEncoderOptions {
  readonly id: string;
  /** Unix seconds. */
  readonly created: number;
  /** The id that the caller asked for. */
  readonly model: string;
  /** The caller's `stream_options.include_usage`. */
  readonly includeUsage: boolean;
}

/**
 * Writes events as chat.completion.chunk messages (OpenAI API reference, "Chat completion chunk object"). Everything that is
 * the same on every chunk is rendered once: on the token path only the text itself is.
 */
export class ChunkEncoder implements EventEncoder {
  private readonly head: string;
  private readonly tail: string;
  private readonly begun = new Set<number>();
  private readonly customCalls = new Set<string>();
  private readonly citations = new Map<number, Annotation[]>();
  private states: ReasoningState[] = [];
  private served = '';

  constructor(private readonly options: ChunkEncoderOptions) {
    const { id, created, model, includeUsage } = options;
    const object = JSON.stringify({ id, object: 'chat.completion.chunk', created, model });
    this.head = `data: ${object.slice(0, -1)},"choices":[`;
    this.tail = includeUsage ? '],"usage":null}\n\n' : ']}\n\n';
  }

  encode({ event }: CompletionEvent): string {
    switch (event?.$case) {
      case 'text': {
        const { choice, text, logprobs } = event.value;
        return this.delta(choice, `"content":${eventJson(text)}`, logprobs, 'content');
      }
      case 'reasoning':
        return this.delta(event.value.choice, `"reasoning_content":${eventJson(event.value.text)}`);
      case 'refusal': {
        const { choice, text, logprobs } = event.value;
        return this.delta(choice, `"refusal":${eventJson(text)}`, logprobs, 'refusal');
      }
      case 'toolCallStarted': {
        const { choice, index, id, name, custom } = event.value;
        if (custom) this.customCalls.add(`${choice}:${index}`);
        const call = custom
          ? { index, id, type: 'custom', custom: { name, input: '' } }
          : { index, id, type: 'function', function: { name, arguments: '' } };
        return this.delta(choice, `"tool_calls":[${JSON.stringify(call)}]`);
      }
      case 'toolCallArguments': {
        const { choice, index, delta } = event.value;
        const custom = this.customCalls.size > 0 && this.customCalls.has(`${choice}:${index}`);
        const call = custom ? { index, custom: { input: delta } } : { index, function: { arguments: delta } };
        return this.delta(choice, `"tool_calls":[${eventJson(call)}]`);
      }
      case 'annotation': {
        const { choice } = event.value;
        const cited = this.citations.get(choice);
        if (cited) cited.push(event.value);
        else this.citations.set(choice, [event.value]);
        return '';
      }
      case 'audio': {
        const { choice, id, data, transcript, expiresAt } = event.value;
        const audio = { id, data, transcript, ...(expiresAt ? { expires_at: expiresAt } : {}) };
        return this.delta(choice, `"audio":${JSON.stringify(audio)}`);
      }
      case 'choiceFinished': {
        const { choice, reason } = event.value;
        const held = this.heldCitations(choice) + (choice === 0 ? this.heldStates() : '');
        return `${this.begin(choice)}${held}${this.head}{"index":${choice},"delta":{},"logprobs":null,"finish_reason":"${finishReasonWord(reason)}"}${this.servedTail()}`;
      }
      case 'reasoningState':
        this.states.push(event.value);
        return '';
      case 'completed':
        return this.heldStates();
      case 'started': {
        const fields = JSON.stringify(servedFields(event.value)).slice(1, -1);
        this.served = fields && `,${fields}`;
        return '';
      }
      case 'usage':
      case 'failed':
      case undefined:
        return '';
    }
  }

  /** The chunk without choices that ends a stream whose caller asked for usage. */
  ending(usage: TokenUsage, cost: UsageCost | undefined): string {
    if (!this.options.includeUsage) return '';
    return `${this.head}]${this.served},"usage":${JSON.stringify(usageBody(usage, cost))}}\n\n`;
  }

  restart(): void {
    this.citations.clear();
    this.states = [];
    this.served = '';
  }

  // As the states below, and for the same helpers.
  private heldCitations(choice: number): string {
    const cited = this.citations.get(choice);
    if (!cited) return '';
    this.citations.delete(choice);
    return this.delta(choice, `"annotations":${eventJson(cited.map(annotationBody))}`);
  }

  // All in one delta at the choice's end. The SDKs' helpers that add deltas up let a second list replace the first (Node) or
  // fail on it (Python); and a failure after nothing but states can still become a status.
  private heldStates(): string {
    if (this.states.length === 0) return '';
    const details = eventJson(this.states.map(reasoningDetail));
    this.states = [];
    return this.delta(0, `"reasoning_details":${details}`);
  }

  private delta(choice: number, field: string, logprobs: readonly TokenLogprob[] = [], kind = 'content'): string {
    return `${this.begin(choice)}${this.head}{"index":${choice},"delta":{${field}},"logprobs":${logprobs.length > 0 ? logprobsOf(logprobs, kind) : 'null'},"finish_reason":null}${this.tail}`;
  }

  // The role comes once per choice, before anything else of it.
  private begin(choice: number): string {
    if (this.begun.has(choice)) return '';
    this.begun.add(choice);
    return `${this.head}{"index":${choice},"delta":{"role":"assistant","content":""},"logprobs":null,"finish_reason":null}${this.servedTail()}`;
  }

  // On chunks without text only, for it is the same on all: the SDKs' helpers take it from the first, or the last (Python).
  private servedTail(): string {
    return `]${this.served}${this.tail.slice(1)}`;
  }
}

function logprobsOf(logprobs: readonly TokenLogprob[], kind: string): string {
  const told = logprobs.map(logprobBody);
  return JSON.stringify(kind === 'content' ? { content: told, refusal: null } : { content: null, refusal: told });
}
