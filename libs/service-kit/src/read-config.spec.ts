import { z } from 'zod';
import { ConfigError, readConfig } from './read-config.js';
import { configFromEnvironment, serviceConfigSchema } from './service-config.js';

const schema = z.object({
  TOKEN: z.string({ error: 'is required: the shared token' }).min(8),
  PORT: z.coerce.number().int().max(65_535).default(8_080),
  MODE: z.enum(['fast', 'slow']).default('slow'),
  URL: z.url().optional(),
});

function messageOf(environment: Record<string, string>): string {
  try {
    readConfig(schema, environment);
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
    throw error;
  }
  return 'no error';
}

test('gives typed values; an empty variable counts as absent', () => {
  expect(readConfig(schema, { TOKEN: 'long enough', PORT: '99', MODE: '', URL: undefined, OTHER: 'x' })).toEqual({
    TOKEN: 'long enough',
    PORT: 99,
    MODE: 'slow',
  });
});

test('names every variable at fault and what it must be', () => {
  expect(messageOf({ TOKEN: '', PORT: '70000', MODE: 'fast' })).toBe(
    'wrong settings:\n  TOKEN: is required: the shared token\n  PORT: must be a whole number up to 65535',
  );
});

test.each([
  [{ TOKEN: 'hunter2' }],
  [{ TOKEN: 'long enough', PORT: 'hunter2' }],
  [{ TOKEN: 'long enough', MODE: 'hunter2' }],
  [{ TOKEN: 'long enough', URL: 'hunter2' }],
])('never repeats a value: %j', (environment) => {
  const message = messageOf(environment);
  expect(message).toMatch(/^wrong settings:\n {2}(TOKEN|PORT|MODE|URL): /);
  expect(message).not.toMatch(/hunter2/);
});

test('a problem of several variables together is one of the settings', () => {
  const together = schema.refine(({ MODE, URL }) => MODE === 'slow' || URL, { error: 'MODE fast needs URL' });
  expect(() => readConfig(together, { TOKEN: 'long enough', MODE: 'fast' })).toThrow(
    '\n  (settings): MODE fast needs URL',
  );
});

test('every service has defaults for what all of them share', () => {
  expect(readConfig(serviceConfigSchema, {})).toEqual({
    NATS_URL: 'nats://127.0.0.1:4222',
    METRICS_HOST: '0.0.0.0',
    METRICS_PORT: 9_464,
    LOG_LEVEL: 'info',
    LOG_FORMAT: 'json',
    BELUGA_GRACE_SECONDS: 30,
  });
  expect(configFromEnvironment(z.object({ PATH: z.string() })).PATH).toBe(process.env['PATH']);
});
