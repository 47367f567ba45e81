import { natsTls } from './nats-tls.js';
import { readConfig } from './read-config.js';
import { serviceConfigSchema } from './service-config.js';
import { checkTlsFiles } from './tls-files.js';

const here = __filename;

test('a certificate and its key stand together', () => {
  const read = (settings: Record<string, string>) => () => readConfig(serviceConfigSchema, settings);
  expect(read({ NATS_TLS_CERT: here })).toThrow('wrong settings:\n  NATS_TLS_CERT: needs NATS_TLS_KEY beside it');
  expect(read({ NATS_TLS_KEY: here, NATS_TLS_CERT: '' })).toThrow(
    /^wrong settings:\n {2}NATS_TLS_KEY: needs NATS_TLS_CERT /,
  );
  expect(read({ NATS_TLS_KEY: here, NATS_TLS_CERT: here })).not.toThrow();
});

test('every file that is named can be read; a key where its file was meant is not shown', () => {
  const key = '-----BEGIN PRIVATE KEY-----\nhunter2';
  expect(() => checkTlsFiles({ CERT: '/nowhere/a.crt', KEY: key, CA: here })).toThrow(
    /^wrong settings:\n {2}CERT: names a file that cannot be read \(ENOENT\)\n {2}KEY: names a file that cannot be read \(ENOENT\)$/,
  );
});

test('NATS is spoken to in the clear only where no setting says otherwise', () => {
  const tls = (settings: Record<string, string>) => natsTls(serviceConfigSchema.parse(settings));
  expect(tls({})).toBeUndefined();
  expect(tls({ NATS_TLS_CA: here })).toMatchObject({ caFile: here });
  expect(tls({ NATS_TLS_SERVER_NAME: 'nats' })).toMatchObject({ serverName: 'nats' });
});
