import type { CompletionRequest } from '@belugapi/contracts';
import { modelRows, type ReasoningEffort, requestRoute } from '@belugapi/model-catalog';
import { bodyOf, rowOf } from './__fixtures__/google-call.js';
import type { ThinkingConfig } from './thinking-config.js';

/** The thinkingConfig of a request as the gateway hands it on: the effort is the one that the row takes. */
function thinkingOf(
  id: string,
  effort?: ReasoningEffort,
  more: Partial<CompletionRequest> = {},
): ThinkingConfig | undefined {
  const row = rowOf(id);
  const route = requestRoute(row, { ...(effort && { effort }), fields: new Set() });
  const body = bodyOf({ ...more, ...(route.effort && { reasoningEffort: route.effort }) }, row);
  return (body['generationConfig'] as { thinkingConfig?: ThinkingConfig }).thinkingConfig;
}

const level = (thinkingLevel: string) => ({ thinkingLevel, includeThoughts: true });
const budget = (thinkingBudget: number) => ({ thinkingBudget, includeThoughts: true });
const silent = (thinkingBudget: number) => ({ thinkingBudget });
const nothing = undefined;

type Matrix = readonly [ThinkingConfig | undefined, ...(ThinkingConfig | undefined)[]];

/** By row: without an effort, then none, minimal, low, medium, high, xhigh. */
const matrix: Readonly<Record<string, Matrix>> = {
  'gemini-3.1-pro-preview': [
    nothing,
    level('low'),
    level('low'),
    level('low'),
    level('medium'),
    level('high'),
    level('high'),
  ],
  'gemini-3-pro-preview': [
    nothing,
    level('low'),
    level('low'),
    level('low'),
    level('high'),
    level('high'),
    level('high'),
  ],
  'gemini-3-pro-preview-thinking': [
    level('high'),
    level('low'),
    level('low'),
    level('low'),
    level('high'),
    level('high'),
    level('high'),
  ],
  'gemini-3-flash-preview': [
    nothing,
    level('minimal'),
    level('minimal'),
    level('low'),
    level('medium'),
    level('high'),
    level('high'),
  ],
  'gemini-3-flash-preview-nothinking': always({ thinkingLevel: 'minimal', includeThoughts: false }),
  'gemini-2.5-pro': [nothing, silent(128), budget(1_024), budget(1_024), budget(8_192), budget(24_576), budget(32_768)],
  'gemini-2.5-pro-thinking': [
    budget(-1),
    budget(128),
    budget(1_024),
    budget(1_024),
    budget(8_192),
    budget(24_576),
    budget(32_768),
  ],
  'gemini-2.5-pro-nothinking': always({ thinkingBudget: 128, includeThoughts: false }),
  'gemini-2.5-flash': [nothing, silent(0), budget(1_024), budget(1_024), budget(8_192), budget(24_576), budget(24_576)],
  'gemini-2.5-flash-thinking': [
    budget(-1),
    budget(1),
    budget(1_024),
    budget(1_024),
    budget(8_192),
    budget(24_576),
    budget(24_576),
  ],
  'gemini-2.5-flash-nothinking': always({ thinkingBudget: 0 }),
  'gemini-2.5-flash-lite': [
    nothing,
    silent(0),
    budget(1_024),
    budget(1_024),
    budget(8_192),
    budget(24_576),
    budget(24_576),
  ],
  'gemini-2.0-flash': always(nothing),
};

function always(config: ThinkingConfig | undefined): Matrix {
  return [config, config, config, config, config, config, config];
}

const efforts = [undefined, 'none', 'minimal', 'low', 'medium', 'high', 'xhigh'] as const;
const googleIds = modelRows.filter(({ provider }) => provider === 'google').map(({ id }) => id);

describe('thinkingConfig', () => {
  it('is known for every row', () => {
    expect(Object.keys(matrix)).toEqual(googleIds);
  });

  it.each(Object.entries(matrix))('%s: by effort', (id, expected) => {
    expect(efforts.map((effort) => thinkingOf(id, effort))).toEqual(expected);
  });

  it('never holds a level and a budget together, and no thoughts where none are had', () => {
    for (const id of googleIds) {
      for (const effort of efforts) {
        const { thinkingLevel, thinkingBudget, includeThoughts } = thinkingOf(id, effort) ?? {};
        expect([thinkingLevel, thinkingBudget].filter((degree) => degree !== undefined).length).toBeLessThan(2);
        expect(thinkingBudget === 0 && includeThoughts).toBeFalsy();
      }
    }
  });

  it.each([
    ['gemini-2.5-pro-thinking', 10_000, 6_000],
    ['gemini-2.5-pro-thinking', 100, 128],
    ['gemini-2.5-pro-thinking', 65_536, 32_768],
    ['gemini-2.5-flash-thinking', 1_001, 600],
    ['gemini-2.5-flash-thinking', 65_536, 24_576],
  ])('of %s leaves room in %i tokens', (id, maxOutputTokens, tokens) => {
    expect(thinkingOf(id, undefined, { maxOutputTokens })).toEqual(budget(tokens));
    // The effort says how much, if there is one.
    expect(thinkingOf(id, 'medium', { maxOutputTokens })).toEqual(budget(8_192));
  });

  it('replaces an operator’s own degree by the caller’s', () => {
    const extraBody = { generationConfig: { topK: 1, thinkingConfig: { thinkingLevel: 'low' } } };
    const row = { ...rowOf('gemini-2.5-flash'), extraBody };
    expect(bodyOf({ reasoningEffort: 'medium' }, row)['generationConfig']).toEqual({
      topK: 1,
      thinkingConfig: budget(8_192),
    });
  });

  it('heeds no effort on a model that cannot think and on presets without thinking, whoever lets one through', () => {
    const high = (id: string) => bodyOf({ reasoningEffort: 'high' }, id)['generationConfig'];
    expect(high('gemini-2.0-flash')).toEqual({});
    expect(high('gemini-2.5-flash-nothinking')).toEqual({ thinkingConfig: silent(0) });
    expect(high('gemini-3-flash-preview-nothinking')).toMatchObject({ thinkingConfig: { thinkingLevel: 'minimal' } });
  });
});
