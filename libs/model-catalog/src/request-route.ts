import { closestEffort } from './closest-effort.js';
import type { ModelRow, ParameterName, ParameterProfile, ReasoningEffort, Wire } from './model-row.js';

/** What a request asks for, as far as its way to the vendor depends on it. */
export interface RequestShape {
  readonly effort?: ReasoningEffort;
  /** The fields that the request carries. */
  readonly fields: ReadonlySet<ParameterName>;
}

/** How one request reaches the vendor. */
export interface RequestRoute {
  readonly wire: Wire;
  /** The effort to send; absent: none of them. */
  readonly effort?: ReasoningEffort;
  /** How each field fares in this request. */
  readonly parameters: ParameterProfile;
}

const withoutSampling: Partial<ParameterProfile> = {
  temperature: 'dropped',
  top_p: 'dropped',
  frequency_penalty: 'dropped',
  presence_penalty: 'dropped',
  logit_bias: 'dropped',
  logprobs: 'rejected',
};

/**
 * A model's parameters as they hold for one request. Some depend on its company: OpenAI refuses sampling while gpt-5.1
 * reasons, and tools while gpt-5.4 reasons on Chat Completions; Anthropic refuses `temperature` beside `top_p`.
 */
export function requestRoute(row: ModelRow, { effort, fields }: RequestShape): RequestRoute {
  const asked = row.parameters.reasoning_effort === 'native' ? effort : undefined;
  const sent = asked && closestEffort(row.reasoning, asked);
  const reasons = reasonsWith(row, asked);
  const elsewhere = reasons && fields.has('tools') ? row.reasoningToolsRoute : undefined;
  const parameters = elsewhere?.parameters ?? row.parameters;
  return {
    wire: elsewhere?.wire ?? row.wire,
    ...(sent && { effort: sent }),
    parameters: {
      ...parameters,
      ...(reasons && row.reasoning.samplingOnlyWithoutEffort && withoutSampling),
      ...(reasons && row.reasoning.stopOnlyWithoutEffort && { stop: 'emulated' }),
      ...(row.temperatureExcludesTopP && fields.has('temperature') && { top_p: 'dropped' }),
    },
  };
}

function reasonsWith({ reasoning }: ModelRow, asked: ReasoningEffort | undefined): boolean {
  switch (reasoning.mode) {
    case 'never':
    case 'preset-off':
      return false;
    case 'always':
    case 'preset-on':
      return true;
    case 'optional':
      return (asked ?? reasoning.defaultEffort) !== 'none';
  }
}
