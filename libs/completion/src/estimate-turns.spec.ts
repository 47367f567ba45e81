import { EstimateTurns } from './estimate-turns.js';

it('gives each who asks a turn of the event loop of its own, in order', async () => {
  let turn = 0;
  let counting = true;
  const count = () => {
    turn += 1;
    if (counting) setImmediate(count);
  };
  setImmediate(count);
  const turns = new EstimateTurns();
  const order: number[] = [];
  const had = await Promise.all(
    Array.from({ length: 100 }, async (_, index) => {
      await turns.next();
      order.push(index);
      return turn;
    }),
  );
  counting = false;
  expect(new Set(had).size).toBe(100);
  expect(order).toEqual([...order].sort((one, other) => one - other));
});
