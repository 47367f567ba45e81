import { EstimateTurns } from './estimate-turns.js';

const busy = (ms: number) => {
  for (const until = performance.now() + ms; performance.now() < until;);
};

/** In which turn of the event loop each of so many had theirs, in order; each is busy for so long. */
async function turnsOf(count: number, ms: number): Promise<number[]> {
  let turn = 0;
  let counting = true;
  const pass = () => {
    turn += 1;
    if (counting) setImmediate(pass);
  };
  setImmediate(pass);
  const turns = new EstimateTurns();
  const had: number[] = [];
  await Promise.all(
    Array.from({ length: count }, async () => {
      await turns.next();
      had.push(turn);
      busy(ms);
    }),
  );
  counting = false;
  return had;
}

it('leaves the event loop to others after 5 ms', async () => {
  const had = await turnsOf(20, 3);
  for (const turn of had) expect(had.filter((other) => other === turn).length).toBeLessThanOrEqual(2);
});

it('gives what takes no time as many turns of its own as it needs, not one for each', async () => {
  expect(new Set(await turnsOf(1_000, 0)).size).toBeLessThan(100);
});

it('serves in order', async () => {
  const turns = new EstimateTurns();
  const order: number[] = [];
  const ask = async (index: number) => {
    await turns.next();
    order.push(index);
  };
  await Promise.all([ask(1), ask(2), ask(3)]);
  await ask(4);
  expect(order).toEqual([1, 2, 3, 4]);
});
