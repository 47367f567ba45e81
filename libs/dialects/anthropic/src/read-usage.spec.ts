import { UsageSource } from '@belugapi/contracts';
import { completionTokens, promptTokens } from '@belugapi/completion';
import type { WireUsage } from './messages-wire.js';
import { mergeUsage, readUsage } from './read-usage.js';

const creation = (five: unknown, hour: unknown) => ({
  ephemeral_5m_input_tokens: five,
  ephemeral_1h_input_tokens: hour,
});

describe('readUsage', () => {
  it.each<[string, WireUsage, object]>([
    ['input and output', { input_tokens: 10, output_tokens: 3 }, { uncachedInput: 10, visibleOutput: 3, cacheRead: 0 }],
    [
      'cached input beside the rest',
      { input_tokens: 10, cache_read_input_tokens: 100, cache_creation_input_tokens: 50 },
      { uncachedInput: 10, cacheRead: 100, cacheWrite: 50, cacheWriteLong: undefined },
    ],
    [
      'writes by their life time',
      { cache_creation_input_tokens: 50, cache_creation: creation(20, 30) },
      { cacheWrite: 20, cacheWriteLong: 30 },
    ],
    ['writes told by life time alone', { cache_creation: creation(20, 30) }, { cacheWrite: 20, cacheWriteLong: 30 }],
    [
      'more long writes than writes, cut',
      { cache_creation_input_tokens: 5, cache_creation: creation(0, 30) },
      { cacheWrite: 0, cacheWriteLong: 5 },
    ],
    [
      'thinking inside the output',
      { output_tokens: 30, output_tokens_details: { thinking_tokens: 12 } },
      { visibleOutput: 18, reasoning: 12 },
    ],
    [
      'no thinking, told',
      { output_tokens: 30, output_tokens_details: { thinking_tokens: 0 } },
      { visibleOutput: 30, reasoning: 0 },
    ],
    [
      'more thinking than output, cut',
      { output_tokens: 3, output_tokens_details: { thinking_tokens: 12 } },
      { visibleOutput: 0, reasoning: 3 },
    ],
    ['searches', { server_tool_use: { web_search_requests: 2 } }, { webSearches: 2 }],
    [
      'what is no count as nothing',
      { input_tokens: -1, output_tokens: '7', cache_read_input_tokens: 1.5, cache_creation_input_tokens: 1e300 },
      { uncachedInput: 0, visibleOutput: 0, cacheRead: 0, cacheWrite: 0 },
    ],
  ])('reads %s', (_name, wire, expected) => {
    expect(readUsage(wire)).toMatchObject({ source: UsageSource.PROVIDER, ...expected });
  });

  it('sums up to what the vendor bills', () => {
    const usage = readUsage({
      input_tokens: 3,
      cache_read_input_tokens: 1_800,
      cache_creation_input_tokens: 2_500,
      cache_creation: creation(500, 2_000),
      output_tokens: 40,
      output_tokens_details: { thinking_tokens: 30 },
    });
    expect(promptTokens(usage)).toBe(4_303);
    expect(completionTokens(usage)).toBe(40);
  });
});

describe('mergeUsage', () => {
  it('takes the later of what both tell', () => {
    const later = { output_tokens: 9, input_tokens: 0, cache_creation: null };
    expect(mergeUsage({ input_tokens: 5, output_tokens: 1, cache_creation: creation(1, 2) }, later)).toEqual({
      input_tokens: 0,
      output_tokens: 9,
      cache_creation: creation(1, 2),
    });
  });
});
