import { type CompletionEvent, FailureCode, UsageSource } from '@belugapi/contracts';
import { createFailure } from '@belugapi/completion';
import { completed, finished, reasoningState, started, text, usage } from '../__fixtures__/events.js';
import type { CallerConnection } from './caller-connection.js';
import { ChunkEncoder } from './chunk-encoder.js';
import { StreamedAnswer } from './streamed-answer.js';

const keepAliveMs = 15_000;
const told = { source: UsageSource.PROVIDER, uncachedInput: 1, visibleOutput: 1 };

class Caller {
  status: number | undefined;
  heard = '';
  ended = false;

  writeHead(status: number): void {
    this.status = status;
  }
  write(piece: string): void {
    this.heard += piece;
  }
  end(piece: string): void {
    this.heard += piece;
    this.ended = true;
  }
}

let caller: Caller;
let answer: StreamedAnswer;
beforeEach(() => {
  jest.useFakeTimers();
  caller = new Caller();
  answer = new StreamedAnswer({
    connection: caller as unknown as CallerConnection,
    encoder: new ChunkEncoder({ id: 'chatcmpl-1', created: 1, model: 'm', includeUsage: false }),
    headers: () => ({}),
    requestId: 'req_1',
    keepAliveMs,
  });
});
afterEach(() => {
  answer.abandon();
  jest.useRealTimers();
});

function hear(...events: NonNullable<CompletionEvent['event']>[]): void {
  for (const event of events) answer.add({ event });
  answer.flush();
}

test('what shows nothing commits to nothing', () => {
  hear(started, reasoningState('thinking_block'), usage());
  expect([answer.committed, caller.status, caller.heard]).toEqual([false, undefined, '']);
  hear(text('Hi'));
  expect([answer.committed, caller.status]).toEqual([true, 200]);
});

test('an attempt that failed unseen leaves nothing behind', () => {
  hear(started, reasoningState('of-the-first'));
  answer.restart();
  hear(started, text('Hi'), finished(), completed);
  answer.complete(told, undefined);
  expect(caller.heard).not.toContain('of-the-first');
  expect(caller.heard.endsWith('data: [DONE]\n\n')).toBe(true);
  expect(caller.ended).toBe(true);
});

test('silence of 15 s is broken by a comment, before the first word too, and no sooner', () => {
  jest.advanceTimersByTime(keepAliveMs - 1);
  expect(answer.committed).toBe(false);
  jest.advanceTimersByTime(1);
  expect([answer.committed, caller.heard]).toEqual([true, ': keep-alive\n\n']);

  jest.advanceTimersByTime(keepAliveMs - 1);
  hear(text('Hi'));
  const heard = caller.heard;
  jest.advanceTimersByTime(keepAliveMs - 1);
  expect(caller.heard).toBe(heard);
  jest.advanceTimersByTime(1);
  expect(caller.heard).toBe(`${heard}: keep-alive\n\n`);
});

test('nothing follows the end', () => {
  hear(text('Hi'));
  answer.fail(createFailure(FailureCode.UPSTREAM_ERROR, 'It broke.'));
  const { heard } = caller;
  expect(heard).toMatch(/data: \{"error":.*\}\n\ndata: \[DONE\]\n\n$/);
  hear(text('more'));
  answer.complete(told, undefined);
  jest.advanceTimersByTime(10 * keepAliveMs);
  expect(caller.heard).toBe(heard);
});
