import { setImmediate } from 'node:timers/promises';
import { ByteQueue, type ByteSource } from './byte-queue.js';

interface Tap extends ByteSource {
  readonly calls: string[];
}

function tap(): Tap {
  const calls: string[] = [];
  return {
    calls,
    pause: () => void calls.push('pause'),
    resume: () => void calls.push('resume'),
    abort: ({ message }) => void calls.push(`abort: ${message}`),
  };
}

const kilobyte = (fill: number) => new Uint8Array(1_024).fill(fill);

describe('ByteQueue', () => {
  it('hands on what comes before and after it is asked for, in order and together', async () => {
    const queue = new ByteQueue(tap());
    queue.push(Uint8Array.of(1));
    queue.push(Uint8Array.of(2));
    expect(await queue.next()).toEqual({ done: false, value: Buffer.of(1, 2) });
    const asked = queue.next();
    queue.push(Uint8Array.of(3));
    queue.push(Uint8Array.of(4));
    expect(await asked).toEqual({ done: false, value: Buffer.of(3, 4) });
    const last = queue.next();
    queue.end();
    expect(await last).toEqual({ done: true, value: undefined });
    expect(await queue.next()).toEqual({ done: true, value: undefined });
  });

  it('pauses its source once above 64 KiB, and resumes it once the reader has taken that', async () => {
    const source = tap();
    const queue = new ByteQueue(source);
    for (let count = 0; count < 64; count += 1) queue.push(kilobyte(0));
    expect(source.calls).toEqual([]);
    queue.push(kilobyte(0));
    queue.push(kilobyte(0));
    expect(source.calls).toEqual(['pause']);
    expect((await queue.next()).value).toHaveLength(66 * 1_024);
    expect(source.calls).toEqual(['pause', 'resume']);
    queue.push(kilobyte(0));
    await queue.next();
    expect(source.calls).toEqual(['pause', 'resume']);
  });

  it('gives what came before a failure, then the failure', async () => {
    const queue = new ByteQueue(tap());
    queue.push(Uint8Array.of(1));
    queue.fail(new Error('broken'));
    expect(await queue.next()).toEqual({ done: false, value: Uint8Array.of(1) });
    await expect(queue.next()).rejects.toThrow('broken');
    const waiting = new ByteQueue(tap());
    const asked = waiting.next();
    waiting.fail(new Error('broken'));
    await expect(asked).rejects.toThrow('broken');
  });

  it('takes no failure after the end', async () => {
    const queue = new ByteQueue(tap());
    queue.end();
    queue.fail(new Error('late'));
    expect(await queue.next()).toEqual({ done: true, value: undefined });
  });

  describe('when its reader leaves early', () => {
    async function leave(queue: ByteQueue): Promise<void> {
      for await (const chunk of queue) if (chunk.length > 0) break;
    }

    it('waits for the end of the body, so that the connection can be used again', async () => {
      const source = tap();
      const queue = new ByteQueue(source);
      queue.push(kilobyte(0));
      await leave(queue);
      queue.push(kilobyte(0));
      queue.end();
      await setImmediate();
      expect(source.calls).toEqual([]);
    });

    it('lets a paused source go on, and aborts it above 64 KiB', async () => {
      const source = tap();
      const queue = new ByteQueue(source);
      for (let count = 0; count < 70; count += 1) queue.push(kilobyte(0));
      await leave(queue);
      expect(source.calls).toEqual(['pause', 'resume']);
      for (let count = 0; count < 64; count += 1) queue.push(kilobyte(0));
      expect(source.calls).toHaveLength(2);
      queue.push(kilobyte(0));
      queue.push(kilobyte(0));
      expect(source.calls).toEqual(['pause', 'resume', 'abort: the reader left']);
    });

    it('aborts after a second', async () => {
      jest.useFakeTimers();
      try {
        const source = tap();
        const queue = new ByteQueue(source);
        queue.push(kilobyte(0));
        await leave(queue);
        jest.advanceTimersByTime(999);
        expect(source.calls).toEqual([]);
        jest.advanceTimersByTime(1);
        expect(source.calls).toEqual(['abort: the reader left']);
      } finally {
        jest.useRealTimers();
      }
    });
  });
});
