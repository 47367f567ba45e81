import { networkInterfaces } from 'node:os';
import { RelayPair } from './__fixtures__/relay-pair.js';

const pair = new RelayPair();
afterAll(() => pair.close());

const loopbacks = Object.values(networkInterfaces()).flatMap((addresses = []) =>
  addresses.map(({ address }) => address),
);

// The host as RELAY_HOST has it, the address as gateways announce it. A machine may have no IPv6.
test.each(
  [
    ['127.0.0.1', '127.0.0.1'],
    ['::1', '[::1]'],
    ['[::1]', '[::1]'],
  ].filter(([, shown = '']) => loopbacks.includes(shown.replaceAll(/[[\]]/g, ''))),
)('a gateway at %s is reached as %s', async (host, shown) => {
  const { relay, presence } = await pair.gateway();
  const port = await relay.listen(host, 0);
  pair.worker().relay.link({ gatewayId: host, relayAddress: `${shown}:${port}` });
  await expect(presence.count(1)).resolves.toEqual([['worker-1', true]]);
});
