import { Slots } from './slots.js';

const forever = new AbortController().signal;

/** Pieces of work that a spec ends one by one. */
function work(slots: Slots, count: number, signal = forever) {
  const started: number[] = [];
  const ends = Array.from({ length: count }, () => Promise.withResolvers<void>());
  const results = ends.map((end, index) =>
    slots.run(() => {
      started.push(index);
      return end.promise.then(() => index);
    }, signal),
  );
  return { started, ends, results };
}
const settle = () => new Promise((resolve) => setImmediate(resolve));

describe('Slots', () => {
  it('runs so many at once, the others in their order', async () => {
    const { started, ends, results } = work(new Slots(2), 5);
    expect(started).toEqual([0, 1]);
    ends[1]?.resolve();
    await settle();
    expect(started).toEqual([0, 1, 2]);
    ends[0]?.reject(new Error('no'));
    await expect(results[0]).rejects.toThrow('no');
    await settle();
    expect(started).toEqual([0, 1, 2, 3]);
    for (const end of ends) end.resolve();
    await expect(Promise.all(results.slice(1))).resolves.toEqual([1, 2, 3, 4]);
  });

  it('lets who waits leave, and loses no place by it', async () => {
    const slots = new Slots(1);
    const first = work(slots, 1);
    const abort = new AbortController();
    const leaving = work(slots, 2, abort.signal);
    abort.abort(new Error('the caller left'));
    await expect(leaving.results[0]).rejects.toThrow('the caller left');
    await expect(leaving.results[1]).rejects.toThrow('the caller left');
    first.ends[0]?.resolve();
    await first.results[0];
    const next = work(slots, 1);
    expect(next.started).toEqual([0]);
    expect(leaving.started).toEqual([]);
  });

  it('passes on a turn that comes in the moment of leaving', async () => {
    const slots = new Slots(1);
    const first = work(slots, 1);
    const abort = new AbortController();
    const leaving = work(slots, 1, abort.signal);
    const next = work(slots, 1);
    abort.abort(new Error('the caller left'));
    first.ends[0]?.resolve();
    await expect(leaving.results[0]).rejects.toThrow('the caller left');
    await first.results[0];
    await settle();
    expect(next.started).toEqual([0]);
  });
});
