import { checkNats } from './prepare.js';

test.each([
  ['nats://127.0.0.1:9, tls://127.0.0.1:9', 'NATS_URL: no NATS server answers at 127.0.0.1:9, 127.0.0.1:9.'],
  ['127.0.0.1:9', 'NATS_URL: no NATS server answers at 127.0.0.1:9.'],
  ['nats://hunter2:99999', 'NATS_URL: is not a list of nats://host:port.'],
])('NATS at %s is asked before anything is started', async (natsUrl, message) => {
  await expect(checkNats(natsUrl)).rejects.toThrow(new Error(message));
});
