import type { FoldedAudio, FoldedChoice, FoldedCompletion, FoldedToolCall } from '@belugapi/completion';
import { reasoningDetail } from './reasoning-detail.js';
import { servedFields } from './served-fields.js';
import type { UsageBody } from './usage-body.js';
import { annotationBody, finishReasonWord, logprobBody } from './wire-words.js';

export interface CompletionBodyOptions {
  readonly id: string;
  /** Unix seconds. */
  readonly created: number;
  readonly model: string;
}

/** A whole answer as a chat.completion object (OpenAI API reference, "Chat completion object"). */
export function completionBody(
  { id, created, model }: CompletionBodyOptions,
  folded: FoldedCompletion,
  usage: UsageBody,
): Record<string, unknown> {
  return {
    id,
    object: 'chat.completion',
    created,
    model,
    choices: folded.choices.map(choiceBody),
    usage,
    ...servedFields(folded.started),
  };
}

function choiceBody(choice: FoldedChoice): Record<string, unknown> {
  const { index, content, refusal, reasoning, reasoningStates, toolCalls, annotations, audio } = choice;
  const { logprobs, refusalLogprobs } = choice;
  const hasLogprobs = logprobs.length > 0 || refusalLogprobs.length > 0;
  return {
    index,
    message: {
      role: 'assistant',
      // An answer that says nothing at all is an empty text, which callers can send back.
      content: content ?? (toolCalls.length === 0 && refusal === null && audio === null ? '' : null),
      refusal,
      ...(reasoning === '' ? {} : { reasoning_content: reasoning }),
      ...(reasoningStates.length === 0 ? {} : { reasoning_details: reasoningStates.map(reasoningDetail) }),
      ...(toolCalls.length === 0 ? {} : { tool_calls: toolCalls.map(toolCallBody) }),
      annotations: annotations.map(annotationBody),
      ...(audio && { audio: audioBody(audio) }),
    },
    logprobs: hasLogprobs
      ? {
          content: logprobs.length > 0 ? logprobs.map(logprobBody) : null,
          refusal: refusalLogprobs.length > 0 ? refusalLogprobs.map(logprobBody) : null,
        }
      : null,
    finish_reason: finishReasonWord(choice.finishReason),
  };
}

function toolCallBody(call: FoldedToolCall): Record<string, unknown> {
  return call.custom
    ? { id: call.id, type: 'custom', custom: { name: call.name, input: call.arguments } }
    : { id: call.id, type: 'function', function: { name: call.name, arguments: call.arguments } };
}

function audioBody({ id, data, transcript, expiresAt }: FoldedAudio): Record<string, unknown> {
  return { id, data, transcript, expires_at: expiresAt };
}
