import type { CompletionRequest } from '@belugapi/contracts';
import type { CompletionFailure } from '@belugapi/completion';
import {
  type ModelRow,
  type ParameterName,
  type ReasoningEffort,
  requestRoute,
  type Wire,
} from '@belugapi/model-catalog';
import { fitMessages } from './fit-messages.js';
import { requestFields } from './request-fields.js';
import { unsupportedParameter } from './unsupported-parameter.js';

export interface FittedRequest {
  /** The request as the model takes it. */
  readonly request: CompletionRequest;
  readonly wire: Wire;
  /** Fields left out, in the caller's words; named in `x-beluga-dropped-params`. */
  readonly dropped: readonly string[];
  /** Fields that stay in the request although the vendor lacks them: the worker stands in. */
  readonly emulated: readonly ParameterName[];
}

const names = Object.keys(requestFields) as ParameterName[];
const withIdleValues = names.filter((name) => requestFields[name].given);

const paramOf: Partial<Record<ParameterName, string>> = {
  json_object: 'response_format',
  json_schema: 'response_format',
};

/**
 * Fits a request to the model that serves it: a field the model takes stays, one whose absence nobody can see goes, any
 * other is refused. `dropUnsupported` (the caller's `x-beluga-unsupported: drop`) lets those go too.
 * @throws {CompletionFailure} UNSUPPORTED_PARAMETER naming the field, INVALID_VALUE for messages that the model cannot read.
 */
export function fitRequest(asked: CompletionRequest, row: ModelRow, dropUnsupported: boolean): FittedRequest {
  const request = { ...asked };
  const present = names.filter((name) => requestFields[name].present(request));
  const effort = request.reasoningEffort as ReasoningEffort | undefined;
  const route = requestRoute(row, { ...(effort && { effort }), fields: new Set(present) });
  const dropped: string[] = [];
  const emulated: ParameterName[] = [];
  for (const name of present) {
    const support = route.parameters[name];
    if (support === 'native') continue;
    if (support === 'emulated') {
      emulated.push(name);
      continue;
    }
    if (support !== 'dropped' && !dropUnsupported) throw unsupported(name, row);
    requestFields[name].remove(request);
    dropped.push(name);
  }
  // A vendor that does not know a field may refuse even the value that asks for nothing.
  for (const name of withIdleValues) {
    const { given, present: asks, remove, needsTools } = requestFields[name];
    if (!given?.(request) || asks(request)) continue;
    if (route.parameters[name] !== 'native' || (needsTools && request.tools.length === 0)) remove(request);
  }
  if (request.reasoningEffort !== undefined) {
    request.reasoningEffort = route.effort;
    if (route.effort === undefined) dropped.push('reasoning_effort');
  }
  dropped.push(...fitMessages(request, row, route.wire));
  return { request, wire: route.wire, dropped, emulated };
}

function unsupported(name: ParameterName, row: ModelRow): CompletionFailure {
  const param = paramOf[name];
  return param === undefined ? unsupportedParameter(name, row) : unsupportedParameter(param, row, name);
}
