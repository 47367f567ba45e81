import { acquireMoney, creditRequests, getBalance, subjects } from '@belugapi/bus';
import { AcquireMoneyRequest, CreditChanged } from '@belugapi/contracts';
import { type BillingRig, startBillingRig } from '../__fixtures__/billing-rig.js';

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
