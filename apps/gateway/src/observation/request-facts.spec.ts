import { CompletionRequest, TokenUsage } from '@belugapi/contracts';
import type { Completion } from '../completions/completion.js';
import { requestFacts } from './request-facts.js';
import { RequestRecord } from './request-record.js';

/** The figures of a complete stream whose attempt ended a second after its head. */
function figures(firstTokenAfterMs: number, passedTokens = 11) {
  const record = new RequestRecord(() => undefined);
  record.begin({ request: CompletionRequest.create({ stream: true }) } as Completion);
  const [firstTokenAt, endedAt] = [record.startedAt + firstTokenAfterMs, record.startedAt + 1_000];
  const ending = { kind: 'completed', upstreamMs: undefined } as const;
  const usage = TokenUsage.create();
  record.attempts.push({ ending, declined: false, usage, cost: undefined, firstTokenAt, passedTokens, endedAt });
  const { completion } = requestFacts(record, { route: '/', status: 200, principal: undefined });
  return [completion?.firstTokenMs, completion?.interTokenMs].map((figure) => figure && Math.round(figure));
}

test('between two tokens of a stream passes what passed between all of them, in equal parts', () => {
  expect(figures(500)).toEqual([500, 50]);
  expect(figures(500, 1)).toEqual([500, undefined]);
});

test('nothing passes between tokens that were seen all at once, and that is no speed', () => {
  expect(figures(1_000)).toEqual([1_000, undefined]);
  expect(figures(1_200)).toEqual([1_200, undefined]);
});
