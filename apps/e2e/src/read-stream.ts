import type OpenAI from 'openai';

type Chunk = OpenAI.Chat.ChatCompletionChunk;

/** A streamed answer as its caller sees it. */
export interface ReadStream {
  /** Every JSON of the stream, an error frame among them. */
  readonly chunks: readonly Chunk[];
  /** Whether the last event is `[DONE]`. */
  readonly done: boolean;
  readonly content: string;
  readonly reasoning: string;
  readonly refusal: string;
  readonly annotations: readonly { readonly url_citation: { readonly url: string; readonly title: string } }[];
  /** Of custom tools, the input stands for the arguments. */
  readonly toolCalls: readonly { readonly id: string; readonly name: string; readonly arguments: string }[];
  readonly finishReason: string | null;
  readonly usage: OpenAI.CompletionUsage | undefined;
  readonly error: { readonly message: string; readonly code: string; readonly type: string } | undefined;
}

/** What our deltas hold beside OpenAI's types. */
interface Delta extends OpenAI.Chat.ChatCompletionChunk.Choice.Delta {
  readonly reasoning_content?: string;
  readonly annotations?: ReadStream['annotations'];
}

/** Adds up the text of a stream of chat.completion.chunk. */
export function readStream(text: string): ReadStream {
  const data = text
    .split('\n')
    .filter((line) => line.startsWith('data: '))
    .map((line) => line.slice('data: '.length));
  const chunks = data.filter((line) => line !== '[DONE]').map((line) => JSON.parse(line) as Chunk);
  const choices = chunks.flatMap((chunk) => chunk.choices ?? []);
  const deltas = choices.map(({ delta }) => delta as Delta);
  const joined = (field: 'content' | 'reasoning_content' | 'refusal') =>
    deltas.map((delta) => delta[field] ?? '').join('');
  const toolCalls: { id: string; name: string; arguments: string }[] = [];
  for (const piece of deltas.flatMap(({ tool_calls = [] }) => tool_calls)) {
    const call = (toolCalls[piece.index] ??= { id: '', name: '', arguments: '' });
    call.id += piece.id ?? '';
    const { custom } = piece as { readonly custom?: { readonly name?: string; readonly input?: string } };
    call.name += piece.function?.name ?? custom?.name ?? '';
    call.arguments += piece.function?.arguments ?? custom?.input ?? '';
  }
  return {
    chunks,
    done: data.at(-1) === '[DONE]',
    content: joined('content'),
    reasoning: joined('reasoning_content'),
    refusal: joined('refusal'),
    annotations: deltas.flatMap(({ annotations = [] }) => annotations),
    toolCalls,
    finishReason: choices.findLast(({ finish_reason }) => finish_reason)?.finish_reason ?? null,
    usage: chunks.findLast(({ usage }) => usage)?.usage ?? undefined,
    error: (chunks.at(-1) as { error?: ReadStream['error'] } | undefined)?.error,
  };
}
