import { credentials, Metadata } from '@grpc/grpc-js';
import { CompletionRelayClient, type WorkerHello } from '@belugapi/contracts';
import { GatewayRelay } from '@belugapi/relay';
import { OperationsServer } from '@belugapi/service-kit';
import type { FastifyReply } from 'fastify';
import { Registry } from 'prom-client';
import { HealthController } from './health.controller.js';

const token = 'relay-token';
let attached: (() => void) | undefined;
const relay = new GatewayRelay({ token, onPresence: () => attached?.() });
const clients: CompletionRelayClient[] = [];
let address: string;

beforeAll(async () => {
  address = `127.0.0.1:${await relay.listen('127.0.0.1', 0)}`;
});
afterAll(async () => {
  for (const client of clients) client.close();
  await relay.close();
});

function attach(workerId: string, provider: string, draining = false): Promise<void> {
  const client = new CompletionRelayClient(address, credentials.createInsecure());
  clients.push(client);
  const metadata = new Metadata();
  metadata.set('authorization', `Bearer ${token}`);
  const hello: WorkerHello = { workerId, provider, draining, models: [], capacity: 0, version: 'test' };
  const present = new Promise<void>((resolve) => (attached = resolve));
  const call = client.attach(metadata);
  // The relay's end cuts it.
  call.on('error', () => undefined);
  call.write({ hello, frames: [] });
  return present;
}

async function readiness(operations: OperationsServer): Promise<[number, object]> {
  const statuses: number[] = [];
  const reply = { status: (status: number) => statuses.push(status) } as unknown as FastifyReply;
  const body = await new HealthController(operations, relay).ready(reply);
  return [statuses[0] ?? 0, body];
}

test('tells the dependencies and how many workers of each provider take requests', async () => {
  await attach('w1', 'openai');
  await attach('w2', 'openai');
  await attach('w3', 'edge');
  await attach('w4', 'edge', true);
  const operations = new OperationsServer(new Registry());
  operations.addCheck('auth', () => ({ mode: 'ok' }));
  const workers = { openai: 2, edge: 1 };
  await expect(readiness(operations)).resolves.toEqual([
    200,
    { status: 'ok', dependencies: { auth: { mode: 'ok' } }, workers },
  ]);
  operations.startDraining();
  await expect(readiness(operations)).resolves.toEqual([
    503,
    { status: 'unavailable', dependencies: { auth: { mode: 'ok' } }, workers },
  ]);
  expect(new HealthController(operations, relay).live()).toEqual({ status: 'ok' });
});
