import { SlotQueue } from './slot-queue.js';

const never = new AbortController().signal;
const equal = (): number => 0;

describe('SlotQueue', () => {
  it('hands out the free slot of the highest rank', async () => {
    const slots = new SlotQueue(['a', 'b', 'c'], 0);
    expect(await slots.acquire(never, (slot) => (slot === 'b' ? 1 : 0))).toBe('b');
  });

  it('serves those who wait in order, and no more of them than it may', async () => {
    const slots = new SlotQueue(['only'], 2);
    await slots.acquire(never, equal);
    const order: number[] = [];
    const waiting = [1, 2].map(async (turn) => {
      const slot = await slots.acquire(never, equal);
      order.push(turn);
      if (slot !== undefined) slots.release(slot);
    });
    expect(slots.length).toBe(2);
    expect(await slots.acquire(never, equal)).toBeUndefined();
    slots.release('only');
    await Promise.all(waiting);
    expect(order).toEqual([1, 2]);
    expect(await slots.acquire(never, equal)).toBe('only');
  });

  it('forgets one who leaves the queue', async () => {
    const slots = new SlotQueue(['only'], 2);
    await slots.acquire(never, equal);
    const leaver = new AbortController();
    const left = slots.acquire(leaver.signal, equal);
    const stayed = slots.acquire(never, equal);
    leaver.abort();
    expect(await left).toBeUndefined();
    slots.release('only');
    expect(await stayed).toBe('only');
  });

  it('gives nothing to one who has left already', async () => {
    const slots = new SlotQueue(['only'], 2);
    expect(await slots.acquire(AbortSignal.abort(), equal)).toBeUndefined();
    expect(await slots.acquire(never, equal)).toBe('only');
  });
});
