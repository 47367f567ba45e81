import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { createLogger, nestLogger } from './logger.js';
import { prettyDestination } from './pretty-destination.js';

/** What is written to stdout while `write` runs: pino's own destination writes to the descriptor, so the pretty one is used. */
async function logged(write: (logger: ReturnType<typeof createLogger>) => void, level: 'debug' | 'info' = 'info') {
  const lines: string[] = [];
  const original = process.stdout.write.bind(process.stdout);
  process.stdout.write = ((line: string) => lines.push(line) > 0) as typeof process.stdout.write;
  try {
    write(createLogger('specimen', { LOG_LEVEL: level, LOG_FORMAT: 'pretty' }));
  } finally {
    process.stdout.write = original;
  }
  return lines;
}

test('secrets are left out wherever they turn up', async () => {
  const secret = 'bapi_live_hunter2hunter2';
  const lines = await logged((logger) => {
    logger.info(
      { authorization: secret, key: secret, apiKey: secret, token: secret, secret, password: secret },
      'flat',
    );
    logger.info({ headers: { authorization: secret }, config: { apiKey: secret } }, 'nested');
    logger.info({ request: { headers: { authorization: secret, host: 'example' } } }, 'deeper');
    logger.warn({ err: Object.assign(new Error('refused'), { token: secret }) }, 'on an error');
  });
  expect(lines).toHaveLength(4);
  expect(lines.join('')).not.toMatch(/hunter2/);
  expect(lines[0]).toMatch(/^INFO {2}flat authorization=\[redacted\] /);
  expect(lines[2]).toMatch(/"host":"example"/);
  expect(lines[3]).toMatch(/^WARN {2}on an error err=Error: refused\n/);
});

test('a level that is not asked for is not written, and Nest’s chatter is debug', async () => {
  const write = (logger: ReturnType<typeof createLogger>) => {
    const nest = nestLogger(logger);
    nest.log('Nest application started', 'NestFactory');
    nest.error(new Error('broken'), 'stack', 'SomeController');
    nest.warn?.('careful');
  };
  const informed = await logged(write);
  expect(informed).toHaveLength(2);
  expect(informed[0]).toMatch(/^ERROR .*err=Error: broken/);
  expect(informed[1]).toBe('WARN  careful\n');
  expect((await logged(write, 'debug'))[0]).toBe('DEBUG Nest application started context=NestFactory\n');
});

test('a pretty line holds level, message and fields, and nothing that all lines share', async () => {
  const out = new PassThrough();
  const destination = prettyDestination(out);
  const line = { level: 'info', time: '2026-11-22T00:00:00Z', service: 'gateway', msg: 'ready', port: 8080, on: true };
  destination.write(JSON.stringify({ ...line, list: ['a', 1], nothing: null }));
  destination.write(JSON.stringify({ level: 'error', err: { type: 'Error', stack: 'Error: x\n    at y' } }));
  out.end();
  expect(await text(out)).toBe(
    'INFO  ready port=8080 on=true list=["a",1] nothing=null\nERROR  err=Error: x\n    at y\n',
  );
});
