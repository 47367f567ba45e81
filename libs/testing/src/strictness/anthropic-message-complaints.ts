import type { VendorFailure } from '../emulated-vendor-answer.js';
import type { VendorRequest } from '../emulated-vendor-request.js';
import { type JsonObject, objectIn, objectsIn, textIn } from '../wires/json-values.js';
import { signatureOf } from '../wires/signature.js';
import { complaint } from './complaint.js';

type Asked = Pick<VendorRequest, 'model' | 'body'>;

/** What api.anthropic.com refuses in a history, in its words. */
export function* anthropicMessageComplaints({ model, body }: Asked): Generator<VendorFailure> {
  const messages = objectsIn(body['messages']);
  if (messages[0]?.['role'] !== 'user') yield complaint('messages: first message must use the "user" role');
  for (const [index, message] of messages.entries()) {
    const { role } = message;
    if (role !== 'user' && role !== 'assistant') {
      yield complaint(`messages.${index}.role: Input should be 'user' or 'assistant'`);
    }
    if (role === messages[index - 1]?.['role']) {
      yield complaint(
        `messages: roles must alternate between "user" and "assistant", but found multiple "${textIn(role)}" roles in a row`,
      );
    }
    for (const [place, block] of blocksOf(message).entries())
      yield* blockComplaints(block, `messages.${index}.content.${place}`);
    yield* pairComplaints(messages, index);
  }
  if (messages.at(-1)?.['role'] === 'assistant' && /-4-[6-9]/.test(model)) {
    yield complaint(
      'This model does not support assistant message prefill. The conversation must end with a user message.',
    );
  }
  if (objectIn(body['thinking'])['type'] === 'enabled') yield* missingThinking(messages);
}

function blocksOf({ content }: JsonObject = {}): readonly JsonObject[] {
  return typeof content === 'string' ? [{ type: 'text', text: content }] : objectsIn(content);
}

function* blockComplaints(block: JsonObject, at: string): Generator<VendorFailure> {
  const { type, text, id, input, source, thinking, signature } = block;
  if (type === 'text' && textIn(text) === '') yield complaint('messages: text content blocks must be non-empty');
  if (type === 'tool_use' && !/^[\w-]+$/.test(textIn(id))) {
    yield complaint(`${at}.tool_use.id: String should match pattern '^[a-zA-Z0-9_-]+$'`);
  }
  if (type === 'tool_use' && (typeof input !== 'object' || Array.isArray(input))) {
    yield complaint(`${at}.tool_use.input: Input should be a valid dictionary`);
  }
  if (type === 'thinking' && signature !== signatureOf(textIn(thinking))) {
    yield complaint(`${at}: Invalid \`signature\` in \`thinking\` block`);
  }
  if (type === 'image') {
    const { type: kind, media_type, url } = objectIn(source);
    if (kind === 'base64' && !/^image\/(jpeg|png|gif|webp)$/.test(textIn(media_type))) {
      yield complaint(
        `${at}.image.source.base64.media_type: Input should be 'image/jpeg', 'image/png', 'image/gif' or 'image/webp'`,
      );
    }
    if (kind === 'url' && !textIn(url).startsWith('https:'))
      yield complaint(`${at}.image.source.url: Only HTTPS URLs are supported.`);
  }
}

function* pairComplaints(messages: readonly JsonObject[], index: number): Generator<VendorFailure> {
  const results = (message: JsonObject | undefined) =>
    blocksOf(message).flatMap(({ type, tool_use_id }) => (type === 'tool_result' ? [textIn(tool_use_id)] : []));
  const uses = (message: JsonObject | undefined) =>
    blocksOf(message).flatMap(({ type, id }) => (type === 'tool_use' ? [textIn(id)] : []));
  const answered = results(messages[index + 1]);
  const unanswered = uses(messages[index]).filter((id) => !answered.includes(id));
  if (unanswered.length > 0) {
    yield complaint(
      `messages.${index}: \`tool_use\` ids were found without \`tool_result\` blocks immediately after: ${unanswered.join(', ')}. Each \`tool_use\` block must have a corresponding \`tool_result\` block in the next message.`,
    );
  }
  const asked = uses(messages[index - 1]);
  const orphan = results(messages[index]).find((id) => !asked.includes(id));
  if (orphan !== undefined) {
    yield complaint(
      `messages.${index}.content.0: unexpected \`tool_use_id\` found in \`tool_result\` blocks: ${orphan}. Each \`tool_result\` block must have a corresponding \`tool_use\` block in the previous message.`,
    );
  }
}

/** Budget thinking wants its signed block back in front of the calls that it led to. */
function* missingThinking(messages: readonly JsonObject[]): Generator<VendorFailure> {
  const last = messages.findLastIndex(({ role }) => role === 'assistant');
  const blocks = blocksOf(messages[last]);
  const first = textIn(blocks[0]?.['type']);
  if (!blocks.some(({ type }) => type === 'tool_use') || first === 'thinking' || first === 'redacted_thinking') return;
  yield complaint(
    `messages.${last}.content.0.type: Expected \`thinking\` or \`redacted_thinking\`, but found \`${first}\`. When \`thinking\` is enabled, a final \`assistant\` message must start with a thinking block (preceeding the lastmost set of \`tool_use\` and \`tool_result\` blocks).`,
  );
}
