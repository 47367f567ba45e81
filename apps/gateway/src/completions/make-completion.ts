import { randomUUID } from 'node:crypto';
import { estimatePrompt } from '@belugapi/completion';
import type { Principal } from '@belugapi/contracts';
import type { IncomingHttpHeaders } from 'node:http';
import type { z } from 'zod';
import type { ResolvedModel } from '../models/model-directory.js';
import type { FittedRequest } from '../request/fit-request.js';
import { parseBody } from '../request/parse-body.js';
import { callHeaderNames, callHeadersSchema } from './call-headers.js';
import type { Completion } from './completion.js';

/** Who calls, and how. */
export interface CompletionCall {
  readonly headers: IncomingHttpHeaders;
  readonly principal: Principal;
  readonly requestId: string;
}

export interface CompletionParts {
  /** What its id begins with. */
  readonly kind: string;
  readonly model: ResolvedModel;
  readonly fitted: FittedRequest;
  readonly includeUsage: boolean;
  readonly large: boolean;
}

/** A completion of what a call asks for. The caller's `x-beluga-timeout-ms` can shorten `timeoutMs`. */
export function makeCompletion(call: CompletionCall, parts: CompletionParts, timeoutMs: number): Completion {
  const { headers, principal, requestId } = call;
  const { kind, model, fitted, includeUsage, large } = parts;
  const now = Date.now();
  return {
    id: `${kind}-${randomUUID().replaceAll('-', '')}`,
    created: Math.floor(now / 1_000),
    requestId,
    principal,
    ...model,
    ...fitted,
    prompt: estimatePrompt(fitted.request, model.served.counting),
    deadline: now + Math.min(timeoutMs, callHeaders(headers)['x-beluga-timeout-ms'] ?? timeoutMs),
    includeUsage,
    large,
  };
}

/** The caller asks to leave out what the model does not take. */
export function dropsUnsupported(headers: IncomingHttpHeaders): boolean {
  return callHeaders(headers)['x-beluga-unsupported'] === 'drop';
}

// Hardly any caller sends one, and then there is nothing to check.
function callHeaders(headers: IncomingHttpHeaders): z.output<typeof callHeadersSchema> {
  const given = callHeaderNames.some((name) => headers[name] !== undefined);
  return given ? parseBody(callHeadersSchema, headers) : {};
}
