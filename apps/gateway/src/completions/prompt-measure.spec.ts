import { estimatePrompt, sumOfPrompt } from '@belugapi/completion';
import { CompletionRequest, Role } from '@belugapi/contracts';
import { type ModelRow, modelRows } from '@belugapi/model-catalog';
import { limitedPrincipal } from '../__fixtures__/limited-principal.js';
import { longestAnswer } from '../money/longest-answer.js';
import { openedEvent } from './completion-events.js';
import { makeCompletion } from './make-completion.js';
import { worstCaseTokens } from './worst-case-tokens.js';

const row = modelRows.find(({ id }) => id === 'claude-opus-4-6') as ModelRow;
const prompt = 'Where do whales sleep? '.repeat(100);

test('a prompt is measured once, whoever wants to know how long it is, and however many attempts there are', () => {
  let reads = 0;
  const value = {
    get text() {
      reads += 1;
      return prompt;
    },
  };
  const request = CompletionRequest.create({ model: row.id, messages: [{ role: Role.USER }] });
  request.messages[0]?.content.push({ part: { $case: 'text', value } });

  const call = { headers: {}, principal: limitedPrincipal(), requestId: 'req_1' };
  const fitted = { request, wire: row.wire, dropped: [], emulated: [] };
  const model = { asked: row, served: row };
  const completion = makeCompletion(
    call,
    { kind: 'chatcmpl', model, fitted, includeUsage: false, large: false },
    60_000,
  );
  const rates = worstCaseTokens(completion);
  const shared = { ...row, maxOutputTokens: 1_000_000 };
  const { longest } = longestAnswer(request, shared, completion.prompt);
  const opened = [1, 2, 3].map((attempt) => openedEvent(completion, attempt).event?.value);
  expect(reads).toBe(1);

  const tokens = sumOfPrompt(estimatePrompt(request, row.counting));
  expect(tokens).toBeGreaterThan(500);
  expect(rates.prompt).toBe(tokens);
  expect(longest).toBe(Math.floor(((row.contextWindow ?? 0) - tokens) / 2));
  for (const value of opened) expect(value).toMatchObject({ estimate: { uncachedInput: tokens } });
});
