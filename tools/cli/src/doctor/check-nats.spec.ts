import path from 'node:path';
import { createTestAuthority, startConfiguredNats, startTestNats } from '@belugapi/testing';
import { lookedAt } from './__fixtures__/looked-at.js';
import { checkNats } from './check-nats.js';

const { folder, look } = lookedAt();

describe('NATS', () => {
  it('is asked for the stream of usage', async () => {
    const nats = await startTestNats();
    try {
      const variables = { NATS_URL: nats.url };
      expect(await look(checkNats, { variables })).toEqual([
        expect.stringMatching(/^ok NATS: [\d.]+ at 127\.0\.0\.1:\d+$/),
        'error JetStream: stream not found: billing makes the stream USAGE at its start',
      ]);
    } finally {
      await nats.stop();
    }
    expect(await look(checkNats, { variables: { NATS_URL: 'nats://user:hunter2@127.0.0.1:9' } })).toEqual([
      expect.stringMatching(/^error NATS: 127\.0\.0\.1:9 cannot be used: (?!.*hunter2).* \[NATS_URL\]$/),
    ]);
  }, 60_000);

  it('says what its user may not ask', async () => {
    const configuration = `
      listen: 0.0.0.0:4222
      http: 0.0.0.0:8222
      jetstream { store_dir: /data }
      authorization { users: [ { user: gateway, password: hunter2, permissions: {
        publish: ["usage.v1.events"], subscribe: ["_INBOX_gateway.>"]
      } } ] }`;
    const nats = await startConfiguredNats({ home: folder, configuration });
    try {
      const at = (password: string) => ({ NATS_URL: `nats://gateway:${password}@127.0.0.1:${nats.port}` });
      expect(await look(checkNats, { variables: at('hunter2') })).toEqual([
        expect.stringMatching(/^ok NATS: /),
        'unknown JetStream: this user may not ask for the stream USAGE [NATS_URL]',
      ]);
      expect(await look(checkNats, { variables: at('wrong') })).toEqual([
        expect.stringMatching(/^error NATS: .* cannot be used: .*Authorization Violation.* \[NATS_URL\]$/i),
      ]);
    } finally {
      await nats.stop();
    }
  }, 60_000);

  it('is asked as services ask it where it insists on certificates', async () => {
    const ours = await createTestAuthority(path.join(folder, 'authority'));
    const server = await ours.issue('nats', { hosts: ['nats.internal', 'localhost'] });
    const tls = { cert_file: server.certFile, key_file: server.keyFile, ca_file: ours.caFile, verify: true };
    const configuration = JSON.stringify({ listen: '0.0.0.0:4222', tls });
    const nats = await startConfiguredNats({ home: path.join(folder, 'encrypted'), configuration });
    try {
      const { certFile, keyFile } = await ours.issue('doctor');
      const trusting = { NATS_URL: `nats://127.0.0.1:${nats.port}`, NATS_TLS_CA: ours.caFile };
      const known = { ...trusting, NATS_TLS_CERT: certFile, NATS_TLS_KEY: keyFile };
      const variables = { ...known, NATS_TLS_SERVER_NAME: 'nats.internal' };
      expect(await look(checkNats, { variables })).toEqual([
        expect.stringMatching(/^ok NATS: /),
        'error JetStream: is switched off: usage could not be kept (start the server with -js) [NATS_URL]',
      ]);
      // The client library itself would take a certificate of "localhost" for any address.
      const nameless = await look(checkNats, { variables: known });
      expect(nameless).toEqual([expect.stringMatching(/^error NATS: .* 127\.0\.0\.1 is not in the cert's list/)]);
      expect(await look(checkNats, { variables: known, isRemote: true })).toEqual(nameless);
      const strange = await look(checkNats, { variables: { ...trusting, NATS_TLS_SERVER_NAME: 'nats.internal' } });
      expect(strange).toEqual([expect.stringMatching(/^error NATS: .* cannot be used: /)]);
    } finally {
      await nats.stop();
    }
  }, 60_000);

  it('is not asked with a file that is not there, which may be the key itself', async () => {
    const variables = { NATS_URL: 'nats://127.0.0.1:9', NATS_TLS_KEY: 'hunter2' };
    expect(await look(checkNats, { variables })).toEqual([
      'unknown NATS: not asked: NATS_TLS_KEY names a file that cannot be read [NATS_TLS_KEY]',
    ]);
  });

  it('of a gateway elsewhere may be where this machine does not reach', async () => {
    const variables = { NATS_URL: 'nats://127.0.0.1:9' };
    expect(await look(checkNats, { variables, isRemote: true })).toEqual([
      expect.stringMatching(/^unknown NATS: 127\.0\.0\.1:9 cannot be used: .* \[NATS_URL\]$/),
    ]);
  });
});
