import type { ModelKind, Provider } from '../model-row.js';
import { modelRows } from './model-rows.js';

/** The table of the public API page, in its order: id, name, provider, type. */
const publicTable: readonly (readonly [id: string, name: string, provider: Provider, kind: ModelKind])[] = [
  ['gpt-5.2-codex', 'GPT-5.2 Codex', 'openai', 'code'],
  ['gpt-5.2-pro', 'GPT-5.2 Pro', 'openai', 'chat'],
  ['gpt-5.2-chat-latest', 'GPT-5.2 Chat Latest', 'openai', 'chat'],
  ['gpt-5.2', 'GPT-5.2', 'openai', 'chat'],
  ['gpt-5.1-chat-latest', 'GPT-5.1 Chat Latest', 'openai', 'chat'],
  ['gpt-5.1', 'GPT-5.1', 'openai', 'chat'],
  ['gpt-5.1-2025-11-13', 'GPT-5.1 (2025-11-13)', 'openai', 'chat'],
  ['gpt-5.1-codex', 'GPT-5.1 Codex', 'openai', 'code'],
  ['gpt-5.1-codex-mini', 'GPT-5.1 Codex Mini', 'openai', 'code'],
  ['gpt-5-pro-2025-10-06', 'GPT-5 Pro', 'openai', 'chat'],
  ['gpt-5-2025-08-07', 'GPT-5', 'openai', 'chat'],
  ['gpt-5-mini-2025-08-07', 'GPT-5 Mini', 'openai', 'chat'],
  ['gpt-5-nano-2025-08-07', 'GPT-5 Nano', 'openai', 'chat'],
  ['gpt-5-search-api', 'GPT-5 Search API', 'openai', 'chat'],
  ['gpt-5-search-api-2025-10-14', 'GPT-5 Search API (2025-10-14)', 'openai', 'chat'],
  ['gpt-4o-transcribe', 'GPT-4o Transcribe', 'openai', 'audio'],
  ['gpt-4o-mini-transcribe', 'GPT-4o Mini Transcribe', 'openai', 'audio'],
  ['gpt-4.1-mini-2025-04-14', 'GPT-4.1 Mini', 'openai', 'chat'],
  ['gpt-4.1-nano-2025-04-14', 'GPT-4.1 Nano', 'openai', 'chat'],
  ['gpt-4-1106-preview', 'GPT-4 Turbo (1106 Preview)', 'openai', 'chat'],
  ['gpt-3.5-turbo-16k', 'GPT-3.5 Turbo 16K', 'openai', 'chat'],
  ['o3-2025-04-16', 'o3', 'openai', 'reasoning'],
  ['o4-mini-2025-04-16', 'o4 Mini', 'openai', 'reasoning'],
  ['o3-mini-2025-01-31', 'o3 Mini', 'openai', 'reasoning'],
  ['o1-2024-12-17', 'o1', 'openai', 'reasoning'],
  ['o1-mini-2024-09-12', 'o1 Mini', 'openai', 'reasoning'],
  ['claude-opus-4-7', 'Claude Opus 4.7', 'anthropic', 'chat'],
  ['claude-opus-4-6', 'Claude Opus 4.6', 'anthropic', 'chat'],
  ['claude-opus-4-6-thinking', 'Claude Opus 4.6 Thinking', 'anthropic', 'reasoning'],
  ['claude-opus-4-5-20251101', 'Claude Opus 4.5', 'anthropic', 'chat'],
  ['claude-opus-4-5-20251101-thinking', 'Claude Opus 4.5 Thinking', 'anthropic', 'reasoning'],
  ['claude-sonnet-4-6', 'Claude Sonnet 4.6', 'anthropic', 'chat'],
  ['claude-sonnet-4-6-thinking', 'Claude Sonnet 4.6 Thinking', 'anthropic', 'reasoning'],
  ['claude-sonnet-4-5-20250929', 'Claude Sonnet 4.5', 'anthropic', 'chat'],
  ['claude-sonnet-4-5-20250929-thinking', 'Claude Sonnet 4.5 Thinking', 'anthropic', 'reasoning'],
  ['claude-haiku-4-5-20251001', 'Claude Haiku 4.5', 'anthropic', 'chat'],
  ['claude-haiku-4-5-20251001-thinking', 'Claude Haiku 4.5 Thinking', 'anthropic', 'reasoning'],
  ['claude-3-7-sonnet-20250219-thinking', 'Claude 3.7 Sonnet Thinking', 'anthropic', 'reasoning'],
  ['gemini-3.1-pro-preview', 'Gemini 3.1 Pro Preview', 'google', 'chat'],
  ['gemini-3-pro-preview', 'Gemini 3 Pro Preview', 'google', 'chat'],
  ['gemini-3-pro-preview-thinking', 'Gemini 3 Pro Preview Thinking', 'google', 'reasoning'],
  ['gemini-3-flash-preview', 'Gemini 3 Flash Preview', 'google', 'chat'],
  ['gemini-3-flash-preview-nothinking', 'Gemini 3 Flash Preview (No Thinking)', 'google', 'chat'],
  ['gemini-2.5-pro', 'Gemini 2.5 Pro', 'google', 'chat'],
  ['gemini-2.5-pro-thinking', 'Gemini 2.5 Pro Thinking', 'google', 'reasoning'],
  ['gemini-2.5-pro-nothinking', 'Gemini 2.5 Pro (No Thinking)', 'google', 'chat'],
  ['gemini-2.5-flash', 'Gemini 2.5 Flash', 'google', 'chat'],
  ['gemini-2.5-flash-thinking', 'Gemini 2.5 Flash Thinking', 'google', 'reasoning'],
  ['gemini-2.5-flash-nothinking', 'Gemini 2.5 Flash (No Thinking)', 'google', 'chat'],
  ['gemini-2.5-flash-lite', 'Gemini 2.5 Flash Lite', 'google', 'chat'],
  ['gemini-2.0-flash', 'Gemini 2.0 Flash', 'google', 'chat'],
  ['deepseek-v3.2', 'DeepSeek V3.2', 'deepseek', 'chat'],
  ['deepseek-v3.2-exp', 'DeepSeek V3.2 Experimental', 'deepseek', 'chat'],
  ['deepseek-v3.1-terminus', 'DeepSeek V3.1 Terminus', 'deepseek', 'chat'],
  ['deepseek-v3-0324', 'DeepSeek V3', 'deepseek', 'chat'],
  ['deepseek-r1-250528', 'DeepSeek R1', 'deepseek', 'reasoning'],
  ['deepseek-r1-0528', 'DeepSeek R1 (0528)', 'deepseek', 'reasoning'],
  ['deepseek-ocr', 'DeepSeek OCR', 'deepseek', 'vision'],
  ['glm-5.1', 'GLM-5.1', 'zhipu', 'chat'],
  ['glm-4.7', 'GLM-4.7', 'zhipu', 'chat'],
  ['glm-4.6', 'GLM-4.6', 'zhipu', 'chat'],
  ['minimax-m2.1', 'MiniMax M2.1', 'minimax', 'chat'],
  ['kimi-k2-instruct', 'Kimi K2 Instruct', 'moonshot', 'chat'],
  ['kimi-k2-thinking', 'Kimi K2 Thinking', 'moonshot', 'reasoning'],
  ['llama3.1-8b', 'Meta Llama 3.1 8B', 'edge', 'chat'],
  ['gpt-oss-120b', 'OpenAI GPT OSS 120B', 'edge', 'chat'],
  ['qwen-3-235b-a22b-instruct-2507', 'Qwen 3 235B Instruct', 'edge', 'chat'],
  ['zai-glm-4.7', 'Z.ai GLM 4.7', 'edge', 'chat'],
];

/** Ids that we serve beyond the page's table. */
const extraIds = ['gpt-5.4', 'beluga-nano'];

describe('the public model table', () => {
  it('holds 68 ids', () => {
    expect(publicTable).toHaveLength(68);
  });

  it('is served whole, in its order and under its names', () => {
    const rows = modelRows.filter(({ id }) => !extraIds.includes(id));
    expect(rows.map(({ id, name, provider, kind }) => [id, name, provider, kind])).toEqual(publicTable);
  });

  it('is followed by our own ids and no others', () => {
    expect(modelRows.filter(({ id }) => extraIds.includes(id)).map(({ id }) => id)).toEqual(extraIds);
    expect(modelRows).toHaveLength(70);
  });
});
