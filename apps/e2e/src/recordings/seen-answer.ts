import { createHash } from 'node:crypto';
import type OpenAI from 'openai';
import { type ReadStream, readStream } from '../read-stream.js';
import type { ExpectedAnswer } from './recording.js';

interface Message extends OpenAI.Chat.ChatCompletionMessage {
  readonly reasoning_content?: string;
  readonly annotations?: OpenAI.Chat.ChatCompletionMessage.Annotation[];
}

/** What a caller sees of an answer, whole or streamed, in the form of `expectedAnswer`. */
export function seenAnswer(text: string, expected: ExpectedAnswer): object {
  const stream = text.startsWith('{') ? asStream(JSON.parse(text) as OpenAI.Chat.ChatCompletion) : readStream(text);
  const { content, reasoning, refusal, annotations, toolCalls, finishReason, usage } = stream;
  const told = (name: string, count: number | undefined) =>
    expected.usage?.[name] === undefined ? {} : { [name]: count };
  return {
    done: stream.done,
    content: digest(content),
    reasoning: digest(reasoning),
    refusal,
    annotations: annotations.map(({ url_citation: { url, title } }) => ({ url, title })),
    toolCalls: toolCalls.map(({ id, name, arguments: json }, index) => ({
      // Where the vendor gave none, any that is no other's will do.
      id: expected.tool_calls[index]?.id === null && isOwn(toolCalls, id) ? null : id,
      name,
      arguments: parsed(json),
    })),
    finishReason,
    usage: expected.usage && {
      prompt_tokens: usage?.prompt_tokens,
      completion_tokens: usage?.completion_tokens,
      total_tokens: usage?.total_tokens,
      ...told('cached_tokens', usage?.prompt_tokens_details?.cached_tokens),
      ...told('reasoning_tokens', usage?.completion_tokens_details?.reasoning_tokens),
    },
  };
}

/** What expected.json wants of it. */
export function expectedAnswer(expected: ExpectedAnswer): object {
  return {
    done: true,
    content: expected.content_sha256_16,
    reasoning: expected.reasoning_chars > 0 ? expected.reasoning_sha256_16 : digest(''),
    refusal: expected.refusal ?? '',
    annotations: (expected.annotations ?? []).map(({ url, title }) => ({ url, title })),
    toolCalls: expected.tool_calls.map(({ id, name, arguments: given }) => ({ id, name, arguments: given })),
    finishReason: expected.finish_reason,
    usage: expected.usage,
  };
}

function asStream({ choices, usage }: OpenAI.Chat.ChatCompletion): ReadStream {
  const message = choices[0]?.message as Message | undefined;
  return {
    chunks: [],
    done: true,
    content: message?.content ?? '',
    reasoning: message?.reasoning_content ?? '',
    refusal: message?.refusal ?? '',
    annotations: message?.annotations ?? [],
    toolCalls: (message?.tool_calls ?? []).map((call) =>
      call.type === 'function'
        ? { id: call.id, name: call.function.name, arguments: call.function.arguments }
        : { id: call.id, name: call.custom.name, arguments: call.custom.input },
    ),
    finishReason: choices[0]?.finish_reason ?? null,
    usage,
    error: undefined,
  };
}

/** A custom tool's input is text. */
function parsed(json: string): unknown {
  return json.startsWith('{') ? (JSON.parse(json) as unknown) : json;
}

function isOwn(calls: ReadStream['toolCalls'], id: string): boolean {
  return id !== '' && calls.filter((call) => call.id === id).length === 1;
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}
