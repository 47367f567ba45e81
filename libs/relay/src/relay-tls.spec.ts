import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { connect, type TLSSocket } from 'node:tls';
import type { GatewayAddress } from '@belugapi/contracts';
import { createTestAuthority, type IssuedFiles, type TestAuthority } from '@belugapi/testing';
import { openAt, RelayPair, textEvent, textsOf } from './__fixtures__/relay-pair.js';
import type { WorkerRelayTls } from './worker-credentials.js';

const pair = new RelayPair();
let home: string;
let ours: TestAuthority;
let theirs: TestAuthority;
let shown: IssuedFiles;

beforeAll(async () => {
  home = mkdtempSync(path.join(tmpdir(), 'belugapi-relay-tls-'));
  ours = await createTestAuthority(path.join(home, 'ours'));
  theirs = await createTestAuthority(path.join(home, 'theirs'));
  shown = await ours.issue('gateway');
});

afterAll(async () => {
  await pair.close();
  rmSync(home, { recursive: true, force: true });
});

/** What a worker's first link comes to: the text that it sent has arrived, or the reason why it was lost. */
async function attempt(
  gateway: Awaited<ReturnType<RelayPair['gateway']>>,
  tls: WorkerRelayTls | undefined,
): Promise<string | undefined> {
  const { relay, links } = pair.worker(tls && { tls });
  const ear = openAt(gateway.relay);
  relay.link(gateway.address).send(ear.stream.streamId, textEvent('arrived'));
  const arrived = ear.heard.count(1).then((notes) => textsOf(notes)[0]);
  const lost = links.count(2).then((notes) => notes[1]?.reason);
  return Promise.race([arrived, lost]).finally(() => ear.stream.close());
}

test('a worker trusts the authority that it is told, and the name that it is told', async () => {
  const gateway = await pair.gateway({ tls: shown });
  expect(await attempt(gateway, { caFile: ours.caFile })).toBe('arrived');
  expect(await attempt(gateway, { caFile: theirs.caFile })).toMatch(/unable to verify the first certificate/);
  expect(await attempt(gateway, {})).toMatch(/unable to verify/);
  expect(await attempt(gateway, { caFile: ours.caFile, serverName: 'gateway.internal' })).toMatch(/gateway\.internal/);
});

test('one name stands for every gateway, whatever address it announces', async () => {
  const gateway = await pair.gateway({ tls: await ours.issue('named', { hosts: ['gateway.internal'] }) });
  expect(await attempt(gateway, { caFile: ours.caFile })).toMatch(/127\.0\.0\.1 is not in the cert's list/);
  expect(await attempt(gateway, { caFile: ours.caFile, serverName: 'gateway.internal' })).toBe('arrived');
});

test('nobody speaks plain text to an end that encrypts', async () => {
  expect(await attempt(await pair.gateway({ tls: shown }), undefined)).not.toBe('arrived');
  expect(await attempt(await pair.gateway(), { caFile: ours.caFile })).not.toBe('arrived');
});

test('a gateway’s certificate whose time is over is not taken', async () => {
  const gateway = await pair.gateway({ tls: await ours.issue('late', { expired: true }) });
  expect(await attempt(gateway, { caFile: ours.caFile })).toMatch(/certificate has expired/);
});

test('a gateway that asks workers for a certificate lets in none without a good one, whatever token it has', async () => {
  const gateway = await pair.gateway({ tls: { ...shown, clientCaFile: ours.caFile } });
  const caFile = ours.caFile;
  expect(await attempt(gateway, { caFile, ...(await ours.issue('worker')) })).toBe('arrived');
  const refused = [{}, await theirs.issue('worker'), await ours.issue('worker-late', { expired: true })];
  for (const files of refused) expect(await attempt(gateway, { caFile, ...files })).not.toBe('arrived');
});

test('what a rotation puts there is shown without a restart, and what cannot be read is not', async () => {
  const files = await ours.issue('rotating');
  const gateway = await pair.gateway({ tls: { ...files, refreshMs: 10 } });
  const former = await serialOf(gateway.address);

  writeFileSync(files.certFile, 'half a cert');
  await expect(pair.gateway({ tls: files })).rejects.toThrow(/PEM|no start line/i);
  expect(await serialOf(gateway.address)).toBe(former);

  await ours.issue('rotating');
  while ((await serialOf(gateway.address)) === former);
  expect(await attempt(gateway, { caFile: ours.caFile })).toBe('arrived');
});

test('a worker takes what a rotation puts there at its next link', async () => {
  const gateway = await pair.gateway({ tls: { ...shown, clientCaFile: ours.caFile } });
  const files = await ours.issue('worker-rotating', { expired: true });
  const { relay, links } = pair.worker({ tls: { caFile: ours.caFile, ...files } });
  relay.link(gateway.address);
  await links.count(2);
  await ours.issue('worker-rotating');
  relay.link(gateway.address);
  expect(await gateway.presence.count(1)).toEqual([['worker-1', true]]);
});

async function serialOf({ relayAddress }: GatewayAddress): Promise<string> {
  const [host, port] = relayAddress.split(':');
  const socket = await new Promise<TLSSocket>((resolve, reject) => {
    const options = { host, port: Number(port), ca: [], rejectUnauthorized: false, ALPNProtocols: ['h2'] };
    const opened = connect(options, () => resolve(opened)).once('error', reject);
  });
  const { serialNumber } = socket.getPeerCertificate();
  socket.destroy();
  return serialNumber;
}
