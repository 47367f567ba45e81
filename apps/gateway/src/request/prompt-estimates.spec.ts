import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { countPrompt, estimatePrompt, mostOfPrompt, sumOfPrompt } from '@belugapi/completion';
import { repositoryRoot } from '@belugapi/up';
import { chatCompletionSchema } from './chat-completion-schema.js';
import { toCompletionRequest } from './to-completion-request.js';

const folder = process.env['BELUGA_FIXTURES'] ?? path.join(repositoryRoot, '../shared/fixtures');
const index = path.join(folder, 'expected.json');

interface Recorded {
  readonly usage: { readonly prompt_tokens: number } | null;
}

/** Requests that OpenAI billed, as their callers sent them. */
function recordedRequests(): [name: string, body: unknown, billed: number][] {
  if (!existsSync(index)) return [];
  const all = Object.entries(JSON.parse(readFileSync(index, 'utf8')) as Record<string, Recorded>);
  return all.flatMap(([name, { usage }]) => {
    const file = path.join(folder, name.replace(/\.[a-z]+$/, '.request.json'));
    if (!name.startsWith('openai-chat/') || !usage?.prompt_tokens || !existsSync(file)) return [];
    const sent = JSON.parse(readFileSync(file, 'utf8')) as unknown;
    const parsed = chatCompletionSchema.safeParse(sent);
    return parsed.success ? [[name, sent, usage.prompt_tokens]] : [];
  });
}

const recorded = recordedRequests();

describe('estimates of prompts that OpenAI has billed', () => {
  if (recorded.length === 0) {
    it('are not there', () => {
      console.info(`no recordings in ${folder} (BELUGA_FIXTURES)`);
      expect(recorded).toEqual([]);
    });
    return;
  }

  it.each(recorded)('%s', (_name, body, billed) => {
    const request = toCompletionRequest(chatCompletionSchema.parse(body));
    const [rough, counted, most] = [estimatePrompt, countPrompt, mostOfPrompt].map((size) => size(request));
    if (!rough || !counted || !most) throw new Error('no sizes');
    expect(sumOfPrompt(most)).toBeGreaterThanOrEqual(billed);
    // How OpenAI writes tools out is not known: up to twice as long as they came.
    const least = request.tools.length > 0 ? billed * 0.45 : Math.min(billed * 0.8, billed - 8);
    for (const { text, audio } of [rough, counted]) {
      expect(text + audio).toBeGreaterThanOrEqual(counted.image > 0 ? 0 : least);
      expect(text + audio).toBeLessThanOrEqual(Math.max(billed * 1.25, billed + 12));
    }
  });
});
