import { startEmulatedVendor, type EmulatedVendor } from '@belugapi/testing';
import { emulated, openLoadClient, runJobs, type LoadClient } from './load-client.js';
import { startDirect } from './start-proxies.js';

let vendor: EmulatedVendor;
let client: LoadClient;
beforeAll(async () => {
  vendor = await startEmulatedVendor();
  client = openLoadClient(startDirect(vendor.url), 4);
});
afterAll(async () => {
  await client.close();
  await vendor.close();
});

it('sends what the vendor is to do, and reads the whole answer', async () => {
  const text = await client.readText(emulated({ tokens: 40 }, true));
  expect(text.trim().split(' ')).toHaveLength(40);
  const arrivals: number[] = [];
  const answered = await client.send(emulated({ tokens: 40 }, true), (at) => arrivals.push(at));
  expect(answered.firstTokenMs).toBeGreaterThan(0);
  expect(answered.totalMs).toBeGreaterThanOrEqual(answered.firstTokenMs);
  expect(answered.completionTokens).toBe(40);
  expect(answered.bytes).toBeGreaterThan(40 * 200);
  expect(arrivals.length).toBeGreaterThan(0);
  expect((await client.send(emulated({ tokens: 40 }, false))).bytes).toBeGreaterThan(text.length);
});

it.each([
  ['an error status', { kind: 'failure', status: 429 } as const, 'direct: 429 {"error"'],
  ['an error frame', { tokens: 9, turn: { afterTokens: 3, then: 'error' } } as const, 'direct: 200 '],
  ['a missing end', { tokens: 9, turn: { afterTokens: 3, then: 'end-of-file' } } as const, 'direct: 200 '],
  ['a broken connection', { tokens: 9, turn: { afterTokens: 3, then: 'disconnect' } } as const, 'direct: '],
])('rejects on %s', async (_, answer, message) => {
  vendor.script(answer);
  await expect(client.send(emulated({ tokens: 1 }, true))).rejects.toThrow(message);
});

it('runs so many jobs at a time, and none after a failure', async () => {
  let open = 0;
  let most = 0;
  const done: number[] = [];
  await runJobs(10, 3, async (index) => {
    most = Math.max(most, ++open);
    await client.send(emulated({ tokens: 1 }, false));
    open--;
    done.push(index);
  });
  expect(most).toBe(3);
  expect(done.toSorted((a, b) => a - b)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  let started = 0;
  await expect(runJobs(10, 1, () => Promise.reject(new Error(`job ${started++}`)))).rejects.toThrow('job 0');
  expect(started).toBe(1);
});
