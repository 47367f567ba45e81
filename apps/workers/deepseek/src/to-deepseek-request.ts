import { FailureCode } from '@belugapi/contracts';
import { CompletionFailure } from '@belugapi/completion';
import { type ChatRequest, hashedUser } from '@belugapi/dialect-openai';
import type { CompletionTask } from '@belugapi/provider-spec';
import { fitReasoning } from './fit-reasoning.js';
import { thinkingFields } from './thinking-fields.js';

/** A body as DeepSeek takes it (api-docs.deepseek.com/api/create-chat-completion). @throws {CompletionFailure} without a picture to read. */
export function toDeepSeekRequest(body: ChatRequest, task: CompletionTask): ChatRequest {
  requirePicture(task);
  const { thinking: _thinking, reasoning_effort: _effort, user: _user, ...rest } = body;
  const { thinks, fields } = thinkingFields(body, task);
  const user = hashedUser(task);
  return {
    ...rest,
    ...fields,
    messages: withJsonNamed(body, fitReasoning(body.messages, thinks)),
    ...(user !== undefined && { user_id: user }),
  };
}

/** An OCR model reads one picture; asked without one it makes something up. */
function requirePicture({ request, row }: CompletionTask): void {
  if (row?.kind !== 'vision') return;
  if (request.messages.some(({ content }) => content.some(({ part }) => part?.$case === 'image'))) return;
  throw CompletionFailure.of(
    FailureCode.INVALID_VALUE,
    'This model reads a picture: the request needs an image_url part.',
    { param: 'messages' },
  );
}

/** The word has to stand in the prompt, or the answer may be white space without end (api-docs.deepseek.com, "JSON Output"). */
function withJsonNamed({ response_format: format }: ChatRequest, messages: ChatRequest['messages']) {
  const wantsJson = (format as { type?: unknown } | undefined)?.type === 'json_object';
  if (!wantsJson || messages.some(({ content }) => /json/i.test(JSON.stringify(content ?? '')))) return messages;
  return [{ role: 'system', content: 'Answer with a JSON object.' }, ...messages];
}
