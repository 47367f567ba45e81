import { type CompletionRequest, type ToolChoice, ToolChoiceMode } from '@belugapi/contracts';
import { createCatalog, modelRows, type ModelRow, type ReasoningEffort, requestRoute } from '@belugapi/model-catalog';
import { adapterTask } from '@belugapi/testing';
import { toMessagesRequest } from './to-messages-request.js';

const catalog = createCatalog();
const claude = modelRows.filter(({ wire }) => wire === 'messages');
const row = (id: string) => catalog.findModel(id) as ModelRow;

/** What of the body steers thinking, for a request as the gateway has fitted it to the model. */
function steering(
  model: ModelRow,
  effort: ReasoningEffort | undefined,
  request: Partial<CompletionRequest> = {},
): object {
  const sent = effort && requestRoute(model, { effort, fields: new Set(['reasoning_effort']) }).effort;
  const task = adapterTask({ ...request, reasoningEffort: sent }, { row: model });
  const body = toMessagesRequest(task, 'anthropic');
  return JSON.parse(
    JSON.stringify({ thinking: body['thinking'], output_config: body['output_config'], max_tokens: body.max_tokens }),
  ) as object;
}

const adaptive = { type: 'adaptive', display: 'summarized' };
const enabled = (budget_tokens: number) => ({ type: 'enabled', budget_tokens });
const word = (effort: string) => ({ output_config: { effort } });

describe('thinking of every id', () => {
  const long = { max_tokens: 128_000 };
  const short = { max_tokens: 64_000 };
  const budgeted = (low: object, medium: object, high: object, most: object) => ({
    none: { thinking: enabled(1_024), ...short },
    low: { thinking: enabled(2_048), ...short, ...low },
    medium: { thinking: enabled(8_192), ...short, ...medium },
    high: { thinking: enabled(16_384), ...short, ...high },
    max: { thinking: enabled(51_200), ...short, ...most },
  });
  const preset = { unasked: { thinking: enabled(51_200), ...short }, ...budgeted({}, {}, {}, {}) };
  const asked = { ...preset, unasked: short, none: short };
  const efforts = (limit: object, thinking: object, max: string) => ({
    low: { ...thinking, ...word('low'), ...limit },
    medium: { ...thinking, ...word('medium'), ...limit },
    high: { ...thinking, ...word('high'), ...limit },
    max: { ...thinking, ...word(max), ...limit },
  });
  const always = (limit: object) => ({
    unasked: { thinking: adaptive, ...limit },
    // The suffix says that it thinks, and the word how much.
    none: { thinking: adaptive, ...word('low'), ...limit },
    ...efforts(limit, { thinking: adaptive }, 'max'),
  });
  const onRequest = (limit: object) => ({
    unasked: limit,
    none: limit,
    ...efforts(limit, { thinking: adaptive }, 'max'),
  });

  const expected: Readonly<Record<string, Readonly<Record<string, object>>>> = {
    'claude-opus-4-7': onRequest(long),
    'claude-opus-4-6': onRequest(long),
    'claude-opus-4-6-thinking': always(long),
    'claude-opus-4-5-20251101': { unasked: short, none: short, ...efforts(short, {}, 'high') },
    'claude-opus-4-5-20251101-thinking': {
      unasked: { thinking: enabled(51_200), ...short },
      // Closest to none among the words that it takes.
      none: { thinking: enabled(2_048), ...word('low'), ...short },
      low: { thinking: enabled(2_048), ...word('low'), ...short },
      medium: { thinking: enabled(8_192), ...word('medium'), ...short },
      high: { thinking: enabled(16_384), ...word('high'), ...short },
      max: { thinking: enabled(16_384), ...word('high'), ...short },
    },
    'claude-sonnet-4-6': onRequest(short),
    'claude-sonnet-4-6-thinking': always(short),
    'claude-sonnet-4-5-20250929': asked,
    'claude-sonnet-4-5-20250929-thinking': preset,
    'claude-haiku-4-5-20251001': asked,
    'claude-haiku-4-5-20251001-thinking': preset,
    'claude-3-7-sonnet-20250219-thinking': preset,
  };

  it('is stated below', () => expect(Object.keys(expected).toSorted()).toEqual(claude.map(({ id }) => id).toSorted()));

  it.each(
    claude.flatMap((model) =>
      Object.entries(expected[model.id] ?? {}).map(([effort, body]) => [model, effort, body] as const),
    ),
  )('$id at effort %s', (model, effort, body) => {
    expect(steering(model, effort === 'unasked' ? undefined : (effort as ReasoningEffort))).toEqual(body);
  });

  it('takes xhigh on the one model that knows it', () => {
    expect(steering(row('claude-opus-4-7'), 'xhigh')).toEqual({ thinking: adaptive, ...word('xhigh'), ...long });
    expect(steering(row('claude-opus-4-6'), 'xhigh')).toEqual({ thinking: adaptive, ...word('high'), ...long });
  });
});

describe('sampling', () => {
  const sampled = (id: string, request: Partial<CompletionRequest>) => {
    const body = toMessagesRequest(
      adapterTask({ temperature: 0.4, topP: 0.9, ...request }, { row: row(id) }),
      'anthropic',
    );
    return { temperature: body['temperature'], top_p: body['top_p'] };
  };

  it('is left out while a request thinks, and only then', () => {
    const none = { temperature: undefined, top_p: undefined };
    const both = { temperature: 0.4, top_p: 0.9 };
    expect(sampled('claude-opus-4-6-thinking', {})).toEqual(none);
    expect(sampled('claude-haiku-4-5-20251001-thinking', {})).toEqual(none);
    expect(sampled('claude-haiku-4-5-20251001', { reasoningEffort: 'low' })).toEqual(none);
    expect(sampled('claude-haiku-4-5-20251001', {})).toEqual(both);
    expect(sampled('claude-opus-4-5-20251101', { reasoningEffort: 'low' })).toEqual(both);
  });
});

describe('forced calls', () => {
  const tools = [{ tool: { $case: 'function' as const, value: { name: 'tide' } } }];
  const required: ToolChoice = { choice: { $case: 'mode', value: ToolChoiceMode.REQUIRED } };
  const forcing: readonly ToolChoice[] = [
    required,
    { choice: { $case: 'function', value: 'tide' } },
    { choice: { $case: 'allowed', value: { mode: ToolChoiceMode.REQUIRED, functions: ['tide'] } } },
  ];
  const free: readonly (ToolChoice | undefined)[] = [
    undefined,
    { choice: { $case: 'mode', value: ToolChoiceMode.AUTO } },
    { choice: { $case: 'mode', value: ToolChoiceMode.NONE } },
    { choice: { $case: 'allowed', value: { mode: ToolChoiceMode.AUTO, functions: ['tide'] } } },
  ];

  it('turn a budget off for that request', () => {
    const model = row('claude-haiku-4-5-20251001-thinking');
    for (const toolChoice of forcing) {
      expect(steering(model, undefined, { tools, toolChoice, maxOutputTokens: 100 })).toEqual({ max_tokens: 100 });
      expect(steering(row('claude-haiku-4-5-20251001'), 'high', { tools, toolChoice })).toEqual({ max_tokens: 64_000 });
    }
    for (const toolChoice of free) expect(steering(model, undefined, { tools, toolChoice })).toHaveProperty('thinking');
    expect(steering(model, undefined, { toolChoice: required })).toHaveProperty('thinking');
  });

  it('leave adaptive thinking on', () => {
    for (const toolChoice of forcing) {
      expect(steering(row('claude-opus-4-6-thinking'), undefined, { tools, toolChoice })).toMatchObject({
        thinking: adaptive,
      });
    }
  });
});
