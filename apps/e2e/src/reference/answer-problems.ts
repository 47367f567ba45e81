import type { ReceivedAnswer, SentRequest } from './http-exchange.js';
import type { Media, Operation, ReferenceDocument } from './reference-document.js';

/** What is wrong with an answer: nothing, if it is one that the reference describes, and no fault of ours. */
export function answerProblems(
  reference: ReferenceDocument,
  operation: Operation,
  request: SentRequest,
  { status, headers, text }: ReceivedAnswer,
): readonly string[] {
  const isAskedFor = status === 504 && 'x-beluga-timeout-ms' in request.headers;
  if (status >= 500 && !isAskedFor) return [`a ${status}: ${text.slice(0, 300)}`];
  if (!/^req_[0-9a-f]{32}$/.test(String(headers['x-request-id']))) return ['no x-request-id'];
  const answer = reference.answerOf(operation, status);
  if (!answer) return [`an undocumented ${status}: ${text.slice(0, 300)}`];
  const missing = Object.entries(answer.headers ?? {})
    .filter(([name, header]) => reference.resolve(header).required === true && headers[name] === undefined)
    .map(([name]) => `no ${name}`);
  if (status === 304) return missing;
  const type = headers['content-type']?.split(';', 1)[0] ?? 'nothing';
  const media = answer.content?.[type];
  if (!media) return [...missing, `a ${status} of the undocumented type ${type}: ${text.slice(0, 300)}`];
  return [...missing, ...bodyProblems(reference, type, media, text)];
}

function bodyProblems(reference: ReferenceDocument, type: string, media: Media, text: string): readonly string[] {
  if (type === 'application/json') return reference.problems(media.schema, JSON.parse(text));
  if (type !== 'text/event-stream') return reference.problems(media.schema, text);
  const messages = [...text.matchAll(/^data: (.*)$/gm)].map(([, data = '']) => data);
  const problems = messages.slice(0, -1).flatMap((json) => reference.problems(media.schema, JSON.parse(json)));
  return messages.at(-1) === '[DONE]' ? problems : [...problems, 'a stream without [DONE]'];
}
