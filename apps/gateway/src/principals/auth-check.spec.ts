import { connectBus } from '@belugapi/bus';
import { KeyRejection } from '@belugapi/contracts';
import { startTestNats, type TestNats } from '@belugapi/testing';
import type { NatsConnection } from '@nats-io/transport-node';
import { rejected, startKeyOwner } from '../__fixtures__/key-owner.js';
import { AuthCheck } from './auth-check.js';

let nats: TestNats;
let connection: NatsConnection;
beforeAll(async () => {
  nats = await startTestNats();
  connection = await connectBus({ url: nats.url, name: 'auth-check-spec' });
}, 180_000);
afterAll(async () => {
  await connection.close();
  await nats.stop();
});

test('auth that was there makes a gateway stale as long as known keys work, and down afterwards', async () => {
  const lasting = new AuthCheck(connection, 60_000);
  const short = new AuthCheck(connection, 0);
  expect(await lasting.state()).toEqual({ mode: 'down', detail: 'no-responders' });
  const auth = await startKeyOwner(connection, () => rejected(KeyRejection.UNKNOWN));
  expect([await lasting.state(), await short.state()]).toEqual([{ mode: 'ok' }, { mode: 'ok' }]);
  auth.stop();
  await connection.flush();
  expect(await lasting.state()).toEqual({ mode: 'stale', detail: 'no-responders' });
  expect(await short.state()).toEqual({ mode: 'down', detail: 'no-responders' });
});
