import { natsTls } from './nats-tls.js';
import { serviceConfigSchema } from './service-config.js';
import { checkTlsFiles } from './tls-files.js';

const here = __filename;

test('a certificate and its key stand together', () => {
  expect(checkTlsFiles({ CERT: here, KEY: here }, { CA: undefined })).toBe(true);
  expect(checkTlsFiles({ CERT: undefined, KEY: undefined }, { CA: undefined })).toBe(false);
  expect(() => checkTlsFiles({ CERT: here, KEY: undefined })).toThrow('wrong settings:\n  CERT, KEY: set both or none');
});

test('every file that is named can be read', () => {
  expect(() => checkTlsFiles({ CERT: '/nowhere/a.crt', KEY: here }, { CA: '/nowhere/ca.crt' })).toThrow(
    'wrong settings:\n  CERT: cannot read /nowhere/a.crt (ENOENT)\n  CA: cannot read /nowhere/ca.crt (ENOENT)',
  );
});

test('NATS is spoken to in the clear only where no setting says otherwise', () => {
  const tls = (settings: Record<string, string>) => natsTls(serviceConfigSchema.parse(settings));
  expect(tls({})).toBeUndefined();
  expect(tls({ NATS_TLS_CA: here })).toMatchObject({ caFile: here });
  expect(tls({ NATS_TLS_SERVER_NAME: 'nats' })).toMatchObject({ serverName: 'nats' });
});
