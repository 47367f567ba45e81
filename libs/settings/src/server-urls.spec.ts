import { z } from 'zod';
import { describeSettings } from './describe-settings.js';
import { natsUrlSetting } from './nats-url-setting.js';
import { postgresUrlSetting } from './postgres-url-setting.js';
import { settingProblem } from './setting-problem.js';

/** Whether a service takes the value; its description, by which it is judged before the start, has to agree. */
function takes(setting: z.ZodType, value: string): boolean {
  const [described] = describeSettings(z.object({ URL: setting }));
  const { success } = setting.safeParse(value);
  expect(described && settingProblem(described, value) === undefined).toBe(success);
  expect(described).toMatchObject({ secret: true, mustBe: expect.stringMatching(/^must be /) as string });
  return success;
}

test.each([
  ['postgresql://user:password@db.internal:5432/belugapi?sslmode=verify-full', true],
  ['postgres://[fd00::1]/belugapi', true],
  ['postgresql:///belugapi?host=/run/postgresql', true],
  ['postgresql://user:password@/belugapi?host=/run/postgresql', true],
  ['postgres://user@host:65535/belugapi', true],
  ['postgres://user@host:65536/belugapi', false],
  ['postgres://user@host:99999/belugapi', false],
  ['postgres://user:pass#word@host/belugapi', false],
  ['postgres:user@host/belugapi', false],
  ['postgres://', false],
  ['mysql://user@host/belugapi', false],
  ['host:5432/belugapi', false],
])('a PostgreSQL server at %s: %p', (value, isTaken) => {
  expect(takes(postgresUrlSetting({ description: 'a server' }), value)).toBe(isTaken);
});

test.each([
  ['nats://user:password@127.0.0.1:4222', true],
  ['tls://a.internal:4222, nats://b.internal:4222/', true],
  ['a.internal:4222,b.internal', true],
  ['ws://127.0.0.1:8080', false],
  ['nats://127.0.0.1:4222,wss://127.0.0.1', false],
  ['http://127.0.0.1:4222', false],
  ['nats://127.0.0.1:4222/path', false],
])('a NATS server at %s: %p', (value, isTaken) => {
  expect(takes(natsUrlSetting({ description: 'a server' }), value)).toBe(isTaken);
});
