import { createHash } from 'node:crypto';
import type { NatsConnection } from '@nats-io/transport-node';
import { connectBus, subjects } from '@belugapi/bus';
import { FailureCode, KeyRejection, type VerifyKeyResponse } from '@belugapi/contracts';
import { CompletionFailure } from '@belugapi/completion';
import { startTestNats, type TestNats } from '@belugapi/testing';
import { accepted, type KeyOwner, publishChange, rejected, startKeyOwner } from '../__fixtures__/key-owner.js';
import { limitedPrincipal } from '../__fixtures__/limited-principal.js';
import { keyDigest } from './api-key.js';
import { PrincipalCache } from './principal-cache.js';

let nats: TestNats;
let connection: NatsConnection;
let auth: KeyOwner | undefined;
beforeAll(async () => {
  nats = await startTestNats();
  connection = await connectBus({ url: nats.url, name: 'principals-spec' });
}, 180_000);
afterEach(() => auth?.stop());
afterAll(async () => {
  await connection.close();
  await nats.stop();
});

const principal = limitedPrincipal();
const known = accepted(principal);

/** Gives the digests that auth was asked for. */
async function serve(answer: Parameters<typeof startKeyOwner>[1]): Promise<string[]> {
  auth = await startKeyOwner(connection, answer);
  return auth.asked;
}

const cacheOf = (more: { freshMs?: number; staleMs?: number; largestSize?: number } = {}) =>
  new PrincipalCache({ connection, freshMs: 60_000, staleMs: 60_000, ...more });
const digest = Buffer.from('digest');

async function failureOf(asked: () => unknown): Promise<CompletionFailure['failure']> {
  try {
    await asked();
  } catch (error) {
    if (error instanceof CompletionFailure) return error.failure;
    throw error;
  }
  throw new Error('it was let in');
}

describe('keyDigest', () => {
  const key = 'bapi_pub1_secret-secret';
  test('is the hash of the token alone', () => {
    const expected = createHash('sha256').update(key).digest();
    for (const header of [`Bearer ${key}`, `bearer   ${key}  `]) expect(keyDigest(header)).toEqual(expected);
    expect(() => keyDigest('Bearer bapi_your_key_here')).not.toThrow();
  });

  test.each([
    undefined,
    '',
    key,
    'Bearer',
    'Bearer ',
    `Basic ${key}`,
    `Bearer ${key} ${key}`,
    'Bearer sk-1234567890',
    'Bearer bapi_pub_short',
    'Bearer bapi_pub1_secret-secrét',
    'Bearer bapi_pub1_secret\u0000secret',
    `Bearer bapi_pub1_${'x'.repeat(1024 * 1024)}`,
    ' '.repeat(1024 * 1024),
  ])('%#: no key of ours is refused without being quoted', async (header) => {
    const failure = await failureOf(() => keyDigest(header));
    expect(failure.code).toBe(FailureCode.INVALID_API_KEY);
    expect(failure.message.length).toBeLessThan(200);
    expect(failure.message).not.toMatch(/pub1|secr/);
  });
});

describe('PrincipalCache', () => {
  test('simultaneous first uses ask once, and later ones not at all', async () => {
    const asked = await serve(() => known);
    const cache = cacheOf();
    const found = await Promise.all(Array.from({ length: 100 }, () => cache.find(digest)));
    expect(found.every(({ keyId }) => keyId === 'key_1')).toBe(true);
    await cache.find(digest);
    expect(asked).toEqual(['digest']);
  });

  test('what is no longer fresh is asked for again', async () => {
    const asked = await serve(() => known);
    const cache = cacheOf({ freshMs: 0 });
    await cache.find(digest);
    await cache.find(digest);
    expect(asked).toHaveLength(2);
  });

  test.each([
    [KeyRejection.UNKNOWN, 'Incorrect API key provided.'],
    [KeyRejection.REVOKED, 'This API key has been revoked.'],
    [KeyRejection.EXPIRED, 'This API key has expired.'],
  ])('rejection %d is told and remembered', async (rejection, message) => {
    const asked = await serve(() => rejected(rejection));
    const cache = cacheOf();
    for (let time = 0; time < 2; time++) {
      expect(await failureOf(() => cache.find(digest))).toMatchObject({ code: FailureCode.INVALID_API_KEY, message });
    }
    expect(asked).toHaveLength(1);
  });

  test('a key that expires while it is cached works no longer', async () => {
    await serve(() => accepted({ ...principal, expiresAtUnixMs: 1 }));
    expect((await failureOf(() => cacheOf().find(digest))).message).toBe('This API key has expired.');
  });

  test('auth that is down: 503 for an unknown key, the old answer for a known one, never 401', async () => {
    await serve(() => known);
    const cache = cacheOf({ freshMs: 0 });
    const forgetful = cacheOf({ freshMs: 0, staleMs: 0 });
    await Promise.all([cache.find(digest), forgetful.find(digest)]);
    auth?.stop();
    await connection.flush();
    await expect(cache.find(digest)).resolves.toMatchObject({ keyId: 'key_1' });
    for (const asked of [() => cache.find(Buffer.from('other')), () => forgetful.find(digest)]) {
      expect(await failureOf(asked)).toMatchObject({ code: FailureCode.SERVICE_UNAVAILABLE, retryAfterMs: 1_000 });
    }
  });

  test('auth that fails or says nothing makes no key wrong', async () => {
    const answers: (VerifyKeyResponse | undefined)[] = [rejected(KeyRejection.UNKNOWN), { result: undefined }];
    await serve(() => answers.shift());
    const cache = cacheOf();
    expect((await failureOf(() => cache.find(digest))).code).toBe(FailureCode.INVALID_API_KEY);
    expect((await failureOf(() => cache.find(Buffer.from('other')))).code).toBe(FailureCode.SERVICE_UNAVAILABLE);
  });

  test('while auth does not answer, a known key does not wait for it at each request', async () => {
    let silent = false;
    const asked = await serve(() => (silent ? undefined : known));
    const cache = cacheOf({ freshMs: 0 });
    await cache.find(digest);
    silent = true;
    const startedAt = performance.now();
    await expect(cache.find(digest)).resolves.toMatchObject({ keyId: 'key_1' });
    await Promise.all([cache.find(digest), cache.find(digest)]);
    expect(performance.now() - startedAt).toBeLessThan(1_000);
    expect(asked).toHaveLength(2);
  });

  test.each([
    ['the key', { $case: 'keyId' as const, value: 'key_1' }],
    ['its organisation', { $case: 'organizationId' as const, value: 'org' }],
  ])('a change of %s is heeded at its next use, and an older snapshot never comes back', async (_what, subject) => {
    let version = 1;
    const asked = await serve(() => accepted({ ...principal, version }));
    const cache = cacheOf();
    await connection.flush();
    expect((await cache.find(digest)).version).toBe(1);
    const change = (to: number) => publishChange(connection, subject, to);
    change(5);
    await connection.flush();
    // What auth read before the change is not taken, however often it comes.
    expect(await failureOf(() => cache.find(digest))).toMatchObject({ code: FailureCode.SERVICE_UNAVAILABLE });
    version = 5;
    expect((await cache.find(digest)).version).toBe(5);
    const before = asked.length;
    change(4);
    change(3);
    await connection.flush();
    expect((await cache.find(digest)).version).toBe(5);
    expect(asked).toHaveLength(before);
    cache.revalidate();
    await cache.find(digest);
    expect(asked).toHaveLength(before + 1);
  });

  test('a change that cannot be read is taken for one of any key', async () => {
    const asked = await serve(() => known);
    const cache = cacheOf();
    await cache.find(digest);
    connection.publish(subjects.principalChanged, Buffer.from([0xff, 0xff, 0xff]));
    await connection.flush();
    await cache.find(digest);
    expect(asked).toHaveLength(2);
  });

  test('a key that was revoked works no longer, also while auth is down', async () => {
    await serve(() => known);
    const cache = cacheOf();
    await cache.find(digest);
    auth?.stop();
    publishChange(connection, { $case: 'keyId', value: 'key_1' }, 2);
    await connection.flush();
    expect(await failureOf(() => cache.find(digest))).toMatchObject({ code: FailureCode.SERVICE_UNAVAILABLE });
  });

  test('a key that was expired and is not any more works at once', async () => {
    const answers = [rejected(KeyRejection.EXPIRED), known];
    await serve(() => answers.shift());
    const cache = cacheOf();
    expect((await failureOf(() => cache.find(digest))).message).toBe('This API key has expired.');
    publishChange(connection, { $case: 'keyId', value: 'key_1' }, 1);
    await connection.flush();
    await expect(cache.find(digest)).resolves.toMatchObject({ keyId: 'key_1' });
  });

  test('a refusal from before a change is not remembered after it', async () => {
    const late = Promise.withResolvers<VerifyKeyResponse>();
    const answers = [late.promise, known];
    const asked = await serve(() => answers.shift());
    const cache = cacheOf();
    const early = failureOf(() => cache.find(digest));
    while (asked.length === 0) await connection.flush();
    publishChange(connection, { $case: 'keyId', value: 'key_1' }, 1);
    await connection.flush();
    late.resolve(rejected(KeyRejection.EXPIRED));
    expect((await early).code).toBe(FailureCode.INVALID_API_KEY);
    await expect(cache.find(digest)).resolves.toMatchObject({ keyId: 'key_1' });
  });

  test('more changes than are remembered bring nothing back', async () => {
    const late = Promise.withResolvers<VerifyKeyResponse>();
    const answers = [late.promise, accepted({ ...principal, version: 2 })];
    const asked = await serve(() => answers.shift());
    const cache = cacheOf({ largestSize: 100 });
    const found = cache.find(digest);
    while (asked.length === 0) await connection.flush();
    publishChange(connection, { $case: 'keyId', value: 'key_1' }, 2);
    for (let other = 0; other <= 100; other += 1) {
      publishChange(connection, { $case: 'keyId', value: `other-${other}` }, 3);
    }
    await connection.flush();
    late.resolve(known);
    await expect(found).resolves.toMatchObject({ version: 2 });
  });

  test('no number of wrong keys drives out one that is in use', async () => {
    const asked = await serve((name) => (name === 'digest' ? known : rejected(KeyRejection.UNKNOWN)));
    const cache = cacheOf({ largestSize: 1_000 });
    await cache.find(digest);
    for (let start = 0; start <= 1_000; start += 250) {
      const wrong = Array.from({ length: 250 }, (_, index) => cache.find(Buffer.from(`wrong-${start + index}`)));
      expect((await Promise.allSettled(wrong)).every(({ status }) => status === 'rejected')).toBe(true);
    }
    const before = asked.length;
    await cache.find(digest);
    expect(asked).toHaveLength(before);
    // The first wrong one is forgotten by now: what is remembered has a bound.
    await cache.find(Buffer.from('wrong-0')).catch(() => undefined);
    expect(asked).toHaveLength(before + 1);
  });
});
