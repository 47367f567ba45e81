import type { CompletionEvent, TokenLogprob } from '@belugapi/contracts';
import type { UsageBody } from './usage-body.js';
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
export class ChunkEncoder {
  private readonly head: string;
  private readonly tail: string;
  private readonly begun = new Set<number>();
  private readonly customCalls = new Set<string>();

  constructor(private readonly options: ChunkEncoderOptions) {
    const { id, created, model, includeUsage } = options;
    const object = JSON.stringify({ id, object: 'chat.completion.chunk', created, model });
    this.head = `data: ${object.slice(0, -1)},"choices":[`;
    this.tail = includeUsage ? '],"usage":null}\n\n' : ']}\n\n';
  }

  /** The text to send for an event; empty where it shows nothing. */
  encode({ event }: CompletionEvent): string {
    switch (event?.$case) {
      case 'text': {
        const { choice, text, logprobs } = event.value;
        return this.delta(choice, `"content":${quoted(text)}`, logprobs, 'content');
      }
      case 'reasoning':
        return this.delta(event.value.choice, `"reasoning_content":${quoted(event.value.text)}`);
      case 'refusal': {
        const { choice, text, logprobs } = event.value;
        return this.delta(choice, `"refusal":${quoted(text)}`, logprobs, 'refusal');
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
        return this.delta(choice, `"tool_calls":[${quoted(call)}]`);
      }
      case 'annotation': {
        const annotations = JSON.stringify([annotationBody(event.value)]);
        return this.delta(event.value.choice, `"annotations":${annotations}`);
      }
      case 'audio': {
        const { choice, id, data, transcript, expiresAt } = event.value;
        const audio = { id, data, transcript, ...(expiresAt ? { expires_at: expiresAt } : {}) };
        return this.delta(choice, `"audio":${JSON.stringify(audio)}`);
      }
      case 'choiceFinished': {
        const { choice, reason } = event.value;
        return `${this.begin(choice)}${this.head}{"index":${choice},"delta":{},"logprobs":null,"finish_reason":"${finishReasonWord(reason)}"}${this.tail}`;
      }
      case 'started':
      case 'reasoningState':
      case 'usage':
      case 'completed':
      case 'failed':
      case undefined:
        return '';
    }
  }

  /** The chunk without choices that ends a stream whose caller asked for usage. */
  usage(usage: UsageBody): string {
    return this.options.includeUsage ? `${this.head}],"usage":${JSON.stringify(usage)}}\n\n` : '';
  }

  private delta(choice: number, field: string, logprobs: readonly TokenLogprob[] = [], kind = 'content'): string {
    return `${this.begin(choice)}${this.head}{"index":${choice},"delta":{${field}},"logprobs":${logprobs.length > 0 ? logprobsOf(logprobs, kind) : 'null'},"finish_reason":null}${this.tail}`;
  }

  // The role comes once per choice, before anything else of it.
  private begin(choice: number): string {
    if (this.begun.has(choice)) return '';
    this.begun.add(choice);
    return `${this.head}{"index":${choice},"delta":{"role":"assistant","content":""},"logprobs":null,"finish_reason":null}${this.tail}`;
  }
}

// Ends of a line to clients that split the stream as text (Python's str.splitlines), though not in the standard.
const foreignLineEnd = /[\u0085\u2028\u2029]/;

function quoted(value: unknown): string {
  const json = JSON.stringify(value);
  return foreignLineEnd.test(json) ? escapeLineEnds(json) : json;
}

function escapeLineEnds(json: string): string {
  return json.replaceAll('\u0085', '\\u0085').replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029');
}

function logprobsOf(logprobs: readonly TokenLogprob[], kind: string): string {
  const told = logprobs.map(logprobBody);
  return JSON.stringify(kind === 'content' ? { content: told, refusal: null } : { content: null, refusal: told });
}
