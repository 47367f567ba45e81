import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';

let vendor: ChildProcess | undefined;
afterAll(() => vendor?.kill());

it('the vendor of the bench answers as a process of its own', async () => {
  vendor = fork(path.join(import.meta.dirname, '../../../tools/bench/dist/vendor-main.js'), { execArgv: [] });
  const [{ baseUrl }] = (await Promise.race([
    once(vendor, 'message'),
    once(vendor, 'exit').then(([code]) => Promise.reject(new Error(`it ended with code ${String(code)}`))),
  ])) as [{ baseUrl: string }];
  const answer = await fetch(`${baseUrl}/chat/completions`, {
    method: 'POST',
    headers: { authorization: 'Bearer any', 'content-type': 'application/json' },
    body: JSON.stringify({ model: 'gpt-4.1-mini', messages: [{ role: 'user', content: '{"tokens":7}' }] }),
  });
  expect(await answer.json()).toMatchObject({ usage: { completion_tokens: 7 } });
}, 30_000);
