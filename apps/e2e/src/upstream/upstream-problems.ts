import { isDeepStrictEqual } from 'node:util';
import type { VendorRequest } from '@belugapi/testing';
import { OneOf, type UpstreamExpectation } from './upstream-expectation.js';

/** What every model is asked. */
export const system = 'You are a marine biologist.';
export const question = 'Where do whales sleep?';

function at(body: unknown, where: string): unknown {
  return where
    .split('.')
    .reduce<unknown>((value, name) => (value as Record<string, unknown> | undefined)?.[name], body);
}

const lengthFields = ['max_tokens', 'max_completion_tokens', 'max_output_tokens', 'generationConfig.maxOutputTokens'];

/** Where a request is not as the table says, in words. */
export function upstreamProblems(
  request: VendorRequest,
  expected: UpstreamExpectation,
  id: string,
  asked: { readonly stream: boolean; readonly reasoning_effort?: string },
): string[] {
  const { body } = request;
  const model = expected.upstream?.(id) ?? id;
  const streams = expected.stream === undefined ? asked.stream : expected.stream === 'always';
  const effort = asked.reasoning_effort !== undefined;
  const temperature =
    effort && expected.temperatureWithEffort !== undefined ? expected.temperatureWithEffort : expected.temperature;
  const where = (asked.stream ? expected.streamPath : undefined) ?? expected.path;
  const isForm = request.wire === 'transcription';
  const wanted: [string, unknown, unknown][] = [
    ['path', request.path, where.replace('{model}', model)],
    ['model', request.model, model],
    ['stream', request.stream, streams],
    ...lengthFields.map((field): [string, unknown, unknown] => {
      const limit = field === expected.length ? 3000 : undefined;
      // A budget of its own may have been put on top.
      return [field, Number(at(body, field)) > 3000 && effort ? limit : at(body, field), limit];
    }),
    ...['temperature', 'generationConfig.temperature'].map((field): [string, unknown, unknown] => [
      field,
      at(body, field),
      field === temperature ? (isForm ? '0.5' : 0.5) : undefined,
    ]),
    ...Object.entries(effort ? expected.withEffort : (expected.fields ?? {})).map(
      ([field, value]): [string, unknown, unknown] => [field, at(body, field), value],
    ),
  ];
  const problems = wanted
    .filter(
      ([, got, want]) => !(want instanceof OneOf ? want.values : [want]).some((one) => isDeepStrictEqual(got, one)),
    )
    .map(([field, got, want]) => `${field} is ${JSON.stringify(got)}, not ${JSON.stringify(want)}`);
  return [
    ...problems,
    ...systemProblems(body, expected),
    ...(JSON.stringify(body).includes(question) ? [] : ['no question']),
  ];
}

function systemProblems(body: VendorRequest['body'], { system: place }: UpstreamExpectation): string[] {
  const messages = (body['messages'] ?? body['input'] ?? []) as { role?: string; content?: unknown }[];
  const first = JSON.stringify(messages[0] ?? {});
  const found = {
    message: () => first.includes(system) && !first.includes(question),
    merged: () => first.includes(system) && first.includes(question) && messages.length === 1,
    instructions: () => JSON.stringify([body['instructions'], messages[0]]).includes(system),
    system: () => JSON.stringify(body['system'] ?? '').includes(system),
    systemInstruction: () => JSON.stringify(body['systemInstruction'] ?? '').includes(system),
    none: () => true,
  };
  return found[place]() ? [] : [`the system message is not where it belongs (${place})`];
}
