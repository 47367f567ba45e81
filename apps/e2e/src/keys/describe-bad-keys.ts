import { randomBytes } from 'node:crypto';
import type { KeyRig } from './key-rig.js';
import { sendRaw } from './send-raw.js';

const lookups = 'beluga_key_verifications_total';
const bearer = (token: string) => `Authorization: Bearer ${token}`;
const random = (length: number) => randomBytes(length).toString('hex').slice(0, length);

/** What keys get that open nothing. */
export function describeBadKeys(rig: () => KeyRig): void {
  const send = (...headers: (string | Buffer)[]) => sendRaw(rig().url, headers);
  const lookedUp = () => rig().metric('auth', lookups);
  const refused = { status: 401, error: { type: 'invalid_request_error', code: 'invalid_api_key', param: null } };

  it.each<readonly [string, (key: string) => (string | Buffer)[]]>([
    ['none', () => []],
    ['an empty one', () => ['Authorization:']],
    ['no token', () => ['Authorization: Bearer ']],
    ['another scheme', (key) => [`Authorization: Basic ${key}`]],
    ['no scheme', (key) => [`Authorization: ${key}`]],
    ['two tokens', (key) => [bearer(`${key} ${key}`)]],
    ['one of another kind', () => [bearer('sk-proj-0123456789abcdef')]],
    ['the public id alone', (key) => [bearer(key.slice(0, key.lastIndexOf('_')))]],
    ['the public id and a bit', (key) => [bearer(key.slice(0, key.lastIndexOf('_') + 5))]],
    ['quotes and a statement', () => [bearer("bapi_x_12345678';drop--table")]],
    ['a percent sign', (key) => [bearer(`${key}%20`)]],
    ['a tab inside', (key) => [bearer(key.replace(/_(?=[^_]*$)/, '_\t'))]],
    ['unicode', (key) => [bearer(`${key}ключ🐳`)]],
    ['unicode that looks the same', (key) => [bearer(key.replace('bapi', 'bаpi'))]],
    ['bytes that are no UTF-8', (key) => [Buffer.concat([Buffer.from(bearer(key)), Buffer.from([0xff, 0xfe])])]],
    ['seventeen kilobytes', () => [bearer(`bapi_x_${'x'.repeat(17_000)}`)]],
    ['a megabyte', () => [bearer(`bapi_x_${'x'.repeat(1024 * 1024)}`)]],
    ['commas', (key) => [`Authorization: Bearer ${key}, Bearer ${key}`]],
  ])('%s: 401, without a look-up', async (_what, headersFor) => {
    const before = await lookedUp();
    const answer = await send(...headersFor(rig().served.stack.apiKey));
    expect(answer).toMatchObject({ ...refused, requestId: expect.stringMatching(/^req_/) as string });
    expect(await lookedUp()).toBe(before);
  });

  it.each<readonly [string, (key: string) => string]>([
    ['its last character missing', (key) => key.slice(0, -1)],
    ['its secret cut to eight characters', (key) => key.slice(0, key.lastIndexOf('_') + 9)],
    ['a character more', (key) => `${key}A`],
    ['another case', (key) => key.slice(0, 5) + key.slice(5).toLowerCase().replace(/.$/, 'z')],
    ['a secret of its own', (key) => `${key.slice(0, key.lastIndexOf('_'))}_${random(43)}`],
    ['a name of its own', () => `bapi_${random(16)}_${random(43)}`],
  ])('%s: 401, and one look-up for any number of requests', async (_what, wrong) => {
    const before = await lookedUp();
    const token = wrong(rig().served.stack.apiKey);
    const answers = await Promise.all(Array.from({ length: 40 }, () => send(bearer(token))));
    for (const answer of answers) expect(answer).toMatchObject(refused);
    expect((await lookedUp()) - before).toBe(1);
  });

  it.each([
    ['two megabytes', `bapi_x_${'x'.repeat(2 * 1024 * 1024)}`, 431, 'request_too_large'],
    ['a NUL', 'bapi_x_12345678\u0000', 400, 'invalid_request'],
  ])('%s is refused before it is a request', async (_what, token, status, code) => {
    const before = await lookedUp();
    const answer = await send(bearer(token));
    expect(answer).toMatchObject({
      status,
      error: { type: 'invalid_request_error', code, param: null },
      requestId: expect.stringMatching(/^req_/) as string,
    });
    expect(await lookedUp()).toBe(before);
  });

  it('takes the same time, however near a wrong key is', async () => {
    const { apiKey } = rig().served.stack;
    const secretAt = apiKey.lastIndexOf('_') + 1;
    const kinds: Readonly<Record<string, () => string>> = {
      'all of its own': () => `bapi_${random(16)}_${random(43)}`,
      'the right public id': () => `${apiKey.slice(0, secretAt)}${random(43)}`,
      'nearly right': () => `${apiKey.slice(0, -8)}${random(8)}`,
      'a long one': () => `bapi_${random(60)}_${random(250)}`,
      'no key at all': () => `nope_${random(16)}_${random(43)}`,
    };
    const took = new Map(Object.keys(kinds).map((kind) => [kind, [] as number[]]));
    for (let round = 0; round < 60; round += 1) {
      for (const [kind, token] of Object.entries(kinds)) {
        const headers = { authorization: `Bearer ${token()}` };
        const startedAt = performance.now();
        const answer = await fetch(`${rig().url}/v1/models`, { headers });
        await answer.arrayBuffer();
        took.get(kind)?.push(performance.now() - startedAt);
        expect(answer.status).toBe(401);
      }
    }
    const median = (kind: string) => took.get(kind)?.toSorted((a, b) => a - b)[30] ?? Number.NaN;
    const usual = median('all of its own');
    for (const kind of ['the right public id', 'nearly right', 'a long one']) {
      expect([kind, median(kind) / usual > 0.5 && median(kind) / usual < 2]).toEqual([kind, true]);
    }
    // It cannot be a key, so nobody is asked: quicker, and never slower.
    expect(median('no key at all')).toBeLessThan(usual * 1.5);
  });
}
