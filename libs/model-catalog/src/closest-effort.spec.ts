import { closestEffort } from './closest-effort.js';
import { createCatalog } from './catalog.js';
import type { ReasoningEffort } from './model-row.js';

const catalog = createCatalog();

function sent(id: string, asked: ReasoningEffort): ReasoningEffort | undefined {
  const row = catalog.findModel(id);
  return row && closestEffort(row.reasoning, asked);
}

describe('closestEffort', () => {
  it.each([
    // The clamps that OpenAI's models need.
    ['gpt-5-2025-08-07', 'none', 'minimal'],
    ['o3-2025-04-16', 'none', 'low'],
    ['gpt-5.1', 'minimal', 'low'],
    ['gpt-5.1', 'xhigh', 'high'],
    ['gpt-5.2', 'xhigh', 'xhigh'],
    ['gpt-5.2', 'none', 'none'],
    ['gpt-5-pro-2025-10-06', 'low', 'high'],
    ['gpt-5.2-chat-latest', 'high', 'medium'],
    // Gemini 3: pro has no minimal, 3-pro no medium.
    ['gemini-3.1-pro-preview', 'none', 'low'],
    ['gemini-3-pro-preview', 'medium', 'high'],
    ['gemini-3-flash-preview', 'none', 'minimal'],
    // A step beyond high is never taken for the caller.
    ['claude-opus-4-6', 'xhigh', 'high'],
    ['claude-opus-4-6', 'max', 'max'],
    ['claude-opus-4-6', 'none', 'none'],
    ['gpt-oss-120b', 'xhigh', 'high'],
  ] as const)('%s: %s becomes %s', (id, asked, expected) => {
    expect(sent(id, asked)).toBe(expected);
  });

  it('hands the asked effort to adapters that turn it into a budget', () => {
    expect(sent('gemini-2.5-pro', 'high')).toBe('high');
    expect(sent('claude-haiku-4-5-20251001', 'none')).toBe('none');
  });

  it('never turns an effort into none', () => {
    expect(sent('zai-glm-4.7', 'none')).toBe('none');
    expect(sent('zai-glm-4.7', 'high')).toBeUndefined();
    expect(sent('glm-5.1', 'minimal')).toBeUndefined();
  });
});
