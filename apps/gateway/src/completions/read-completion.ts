import { randomUUID } from 'node:crypto';
import type { Principal } from '@belugapi/contracts';
import type { IncomingHttpHeaders } from 'node:http';
import { busBodyLimitBytes } from '../gateway-config.js';
import type { ModelDirectory } from '../models/model-directory.js';
import { chatCompletionSchema } from '../request/chat-completion-schema.js';
import { fitRequest } from '../request/fit-request.js';
import { parseBody } from '../request/parse-body.js';
import { toCompletionRequest } from '../request/to-completion-request.js';
import type { Completion } from './completion.js';

export interface CompletionCall {
  readonly body: unknown;
  readonly headers: IncomingHttpHeaders;
  readonly principal: Principal;
  readonly requestId: string;
}

/**
 * Reads a call into a completion: validated, its model found, its fields fitted to that model.
 * @throws {CompletionFailure} for whatever the caller has to change.
 */
export function readCompletion(call: CompletionCall, directory: ModelDirectory, timeoutMs: number): Completion {
  const { headers, principal, requestId } = call;
  const body = parseBody(chatCompletionSchema, call.body);
  const { asked, served } = directory.resolve(body.model, principal);
  const dropUnsupported = headers['x-beluga-unsupported'] === 'drop';
  const { request, wire, dropped, emulated } = fitRequest(toCompletionRequest(body), served, dropUnsupported);
  const now = Date.now();
  return {
    id: `chatcmpl-${randomUUID().replaceAll('-', '')}`,
    created: Math.floor(now / 1_000),
    requestId,
    principal,
    asked,
    served,
    request,
    wire,
    dropped,
    emulated,
    deadline: now + Math.min(timeoutMs, callerTimeoutMs(headers) ?? timeoutMs),
    includeUsage: body.stream_options?.include_usage ?? false,
    large: isLarge(headers),
  };
}

function callerTimeoutMs(headers: IncomingHttpHeaders): number | undefined {
  const milliseconds = Number(headers['x-beluga-timeout-ms'] ?? Number.NaN);
  return Number.isInteger(milliseconds) && milliseconds > 0 ? milliseconds : undefined;
}

// A body without a length came in chunks and may be any size.
function isLarge(headers: IncomingHttpHeaders): boolean {
  const length = Number(headers['content-length'] ?? Number.NaN);
  return !(length <= busBodyLimitBytes);
}
