import { acquireMoney, creditRequests, getBalance, getGeneration, queryUsage, subjects } from '@belugapi/bus';
import { AcquireMoneyRequest, CreditChanged, QueryUsageRequest } from '@belugapi/contracts';
import { type BillingRig, startBillingRig } from './__fixtures__/billing-rig.js';
import { settledEvent } from './__fixtures__/usage-events.js';

let rig: BillingRig;
beforeAll(async () => {
  rig = await startBillingRig();
}, 60_000);
afterAll(() => rig?.stop());

it('grants, counts and credits money over the bus, and tells the gateways of credit', async () => {
  const { ask, connection } = rig;
  const told = connection.subscribe(subjects.creditChanged, { max: 1 });
  await connection.flush();
  const amount = { organizationId: 'credited', amountNanoUsd: 3_000, note: 'paid', idempotencyKey: '' };
  expect(await ask(creditRequests.adjust, amount)).toMatchObject({
    result: { $case: 'credit', value: { grantedNanoUsd: 3_000 } },
  });
  for await (const message of told) expect(CreditChanged.decode(message.data).organizationId).toBe('credited');
  const of = { $case: 'organizationId' as const, value: 'credited' };
  const wanted = { subject: of, leastNanoUsd: 10, neededNanoUsd: 1_000, wantedNanoUsd: 1_000 };
  const request = AcquireMoneyRequest.fromPartial({ gatewayId: 'g', sequence: 1, leases: [wanted] });
  expect(await ask(acquireMoney, request)).toMatchObject({ leases: [{ grantedNanoUsd: 1_000 }] });
  expect(await ask(getBalance, { subject: of })).toMatchObject({ totalNanoUsd: 0, reservedNanoUsd: 1_000 });
  expect(await ask(creditRequests.get, { organizationId: 'credited' })).toMatchObject({ reservedNanoUsd: 1_000 });
  expect(await ask(creditRequests.list, { organizationId: 'credited', after: 0, limit: 0 })).toMatchObject({
    entries: [{ amountNanoUsd: 3_000, note: 'paid' }],
  });
}, 30_000);

it('tells what was used', async () => {
  const { ask, publisher } = rig;
  await publisher.publish(settledEvent('chatcmpl-used'));
  // Whoever asks for a generation has it booked first.
  await ask(getGeneration, { completionId: 'chatcmpl-used', organizationId: 'acme' });
  const startUnixS = Math.floor(Date.now() / 1_000) - 86_400;
  const groupBy = ['model', 'organization'];
  const { result } = await ask(queryUsage, QueryUsageRequest.create({ startUnixS, groupBy }));
  if (result?.$case !== 'page') throw new Error('no page');
  expect(result.value.buckets.flatMap(({ results }) => results)).toMatchObject([
    { model: 'chatty', organizationId: 'acme', requests: 1, usage: { uncachedInput: 1_000, visibleOutput: 500 } },
  ]);
});
