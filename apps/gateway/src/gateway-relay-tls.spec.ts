import { readConfig } from '@belugapi/service-kit';
import { gatewayConfigSchema } from './gateway-config.js';
import { gatewayRelayTls } from './gateway-relay-tls.js';

const here = __filename;
const tls = (settings: Record<string, string>) =>
  gatewayRelayTls(gatewayConfigSchema.parse({ BELUGA_RELAY_TOKEN: 'token', ...settings }));

test('the relay is encrypted by a certificate, and asks workers for theirs where an authority is named', () => {
  expect(tls({})).toBeUndefined();
  const pair = { RELAY_TLS_CERT: here, RELAY_TLS_KEY: here };
  expect(tls(pair)).toMatchObject({ certFile: here, keyFile: here, clientCaFile: undefined });
  expect(tls({ ...pair, RELAY_TLS_CLIENT_CA: here })).toMatchObject({ clientCaFile: here });
});

test('an authority for workers without a certificate of one’s own is no open door', () => {
  const read = () => readConfig(gatewayConfigSchema, { BELUGA_RELAY_TOKEN: 'token', RELAY_TLS_CLIENT_CA: here });
  expect(read).toThrow(/RELAY_TLS_CLIENT_CA: needs RELAY_TLS_CERT beside it/);
});
