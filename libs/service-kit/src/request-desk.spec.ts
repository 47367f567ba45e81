import { RequestDesk } from './request-desk.js';

test('what comes meanwhile is handled together, in order, and a failure is that of its company only', async () => {
  const batches: number[][] = [];
  const gates: (() => void)[] = [];
  const desk = new RequestDesk<number, string>(async (requests) => {
    batches.push([...requests]);
    await new Promise<void>((resolve) => gates.push(resolve));
    if (requests.includes(3)) throw new Error('no threes');
    return requests.map((request) => `answer ${request}`);
  });
  const asked = [1, 2, 3].map((request) => desk.ask(request));
  expect(batches).toEqual([[1]]);
  gates.shift()?.();
  await expect(asked[0]).resolves.toBe('answer 1');
  const rest = Promise.allSettled(asked.slice(1));
  gates.shift()?.();
  expect((await rest).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  expect(batches).toEqual([[1], [2, 3]]);
  const again = desk.ask(4);
  gates.shift()?.();
  await expect(again).resolves.toBe('answer 4');
});

test('no more than 64 go together', async () => {
  const sizes: number[] = [];
  const desk = new RequestDesk<number, number>((requests) => {
    sizes.push(requests.length);
    return Promise.resolve(requests);
  });
  const answers = await Promise.all(Array.from({ length: 150 }, (_, index) => desk.ask(index)));
  expect(answers).toEqual(Array.from({ length: 150 }, (_, index) => index));
  expect(Math.max(...sizes)).toBe(64);
});
