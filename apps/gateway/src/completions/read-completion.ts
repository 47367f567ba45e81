import type { IncomingHttpHeaders } from 'node:http';
import { busBodyLimitBytes } from '../gateway-config.js';
import type { ModelDirectory } from '../models/model-directory.js';
import { chatCompletionSchema } from '../request/chat-completion-schema.js';
import { fitRequest } from '../request/fit-request.js';
import { parseBody } from '../request/parse-body.js';
import { toCompletionRequest } from '../request/to-completion-request.js';
import type { Completion } from './completion.js';
import { type CompletionCall, dropsUnsupported, makeCompletion } from './make-completion.js';

/**
 * Reads a chat call into a completion: validated, its model found, its fields fitted to that model.
 * @throws {CompletionFailure} for whatever the caller has to change.
 */
export function readCompletion(
  call: CompletionCall & { readonly body: unknown },
  directory: ModelDirectory,
  timeoutMs: number,
): Completion {
  const { headers, principal } = call;
  const body = parseBody(chatCompletionSchema, call.body);
  const model = directory.resolve(body.model, principal);
  const fitted = fitRequest(toCompletionRequest(body), model.served, dropsUnsupported(headers));
  const includeUsage = body.stream_options?.include_usage ?? false;
  return makeCompletion(call, { kind: 'chatcmpl', model, fitted, includeUsage, large: isLarge(headers) }, timeoutMs);
}

// A body without a length came in chunks and may be any size.
function isLarge(headers: IncomingHttpHeaders): boolean {
  const length = Number(headers['content-length'] ?? Number.NaN);
  return !(length <= busBodyLimitBytes);
}
