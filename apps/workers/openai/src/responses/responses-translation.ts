import type { CompletionRequest } from '@belugapi/contracts';
import { readEvents } from '../event-reader.js';
import type { WireTranslation } from '../wire-translation.js';
import { ResponseReader } from './response-reader.js';
import { toResponsesRequest } from './to-responses-request.js';

/** OpenAI's Responses API, which alone serves the -pro and -codex ids, and tools while a newer model reasons. */
export const responsesTranslation: WireTranslation = {
  toRequest: (task) => {
    const body = toResponsesRequest(task);
    return { path: '/responses', body: JSON.stringify(body), stream: body['stream'] === true };
  },
  fromStream: (messages, { request }) => readEvents(messages, new ResponseReader(functionNames(request))),
  fromResponse: (body, { request }) => new ResponseReader(functionNames(request)).readWhole(body),
};

function functionNames({ tools }: CompletionRequest): ReadonlySet<string> {
  return new Set(tools.flatMap(({ tool }) => (tool?.$case === 'function' ? [tool.value.name] : [])));
}
