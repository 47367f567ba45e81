import { acquireMoney, connectBus } from '@belugapi/bus';
import { AcquireMoneyRequest, AcquireMoneyResponse } from '@belugapi/contracts';
import { startTestNats, type TestNats } from '@belugapi/testing';
import type { NatsConnection } from '@nats-io/transport-node';
import { limited, openQuote, principal } from './__fixtures__/spenders.js';
import { MoneyLimiter } from './money-limiter.js';

const unspentNanoUsd = 200_000_000;
const takes = (left: number | undefined) => openQuote()?.(left).nano ?? 0;

let nats: TestNats;
let connection: NatsConnection;
let questions: (readonly number[])[];

beforeAll(async () => {
  nats = await startTestNats();
  connection = await connectBus({ url: nats.url, name: 'money-questions' });
  // Billing with more than enough, and nobody else who spends.
  connection.subscribe(acquireMoney.subject, {
    callback: (_error, message) => {
      const { leases } = AcquireMoneyRequest.decode(message.data);
      questions.push(leases.map(({ neededNanoUsd }) => neededNanoUsd));
      const answers = leases.map(({ subject, wantedNanoUsd }) =>
        subject?.$case === 'keyId'
          ? { lease: 1, grantedNanoUsd: wantedNanoUsd, unspentNanoUsd, remainingNanoUsd: unspentNanoUsd }
          : { unlimited: true },
      );
      const usual = { expiresAfterMs: 60_000 };
      const request = { leases: answers.map((answer) => ({ ...usual, ...answer })) };
      message.respond(AcquireMoneyResponse.encode(AcquireMoneyResponse.create(request)).finish());
    },
  });
  await connection.flush();
}, 180_000);
beforeEach(() => {
  questions = [];
});
afterEach(() => {
  jest.useRealTimers();
});
afterAll(async () => {
  await connection?.close();
  await nats?.stop();
});

it('a first request that takes more once it is known what is left asks for that at once', async () => {
  // Nothing that is to happen later happens.
  jest.useFakeTimers({ doNotFake: ['setImmediate', 'clearImmediate', 'nextTick', 'queueMicrotask', 'performance'] });
  const limiter = new MoneyLimiter({ connection, gatewayId: 'g1', onUnavailable: () => undefined });
  const who = principal('first', limited({ totalNanoUsd: unspentNanoUsd }));
  expect((await limiter.admit(who, openQuote)).answerTokens).toBeGreaterThan(8_000);
  expect(takes(unspentNanoUsd)).toBeGreaterThan(takes(undefined));
  expect(questions.map(([ofKey]) => ofKey)).toEqual([takes(undefined), takes(unspentNanoUsd)]);
  await limiter.close();
});
