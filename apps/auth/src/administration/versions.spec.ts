import { keyRequests, organizationRequests, subjects } from '@belugapi/bus';
import {
  CreateKeyRequest,
  Limits,
  type Principal,
  PrincipalChanged,
  UpdateKeyRequest,
  UpdateOrganizationRequest,
} from '@belugapi/contracts';
import { describeWithPostgres } from '@belugapi/testing';
import { type AuthRig, startAuthRig } from '../__fixtures__/auth-rig.js';

// An embedded database has one connection, so nothing overtakes there.
describeWithPostgres('versions', () => {
  let rig: AuthRig;
  beforeAll(async () => {
    rig = await startAuthRig('PostgreSQL');
  }, 180_000);
  afterAll(() => rig?.stop());

  it('a snapshot with a later change of its key has every earlier one of its organization', async () => {
    const { result } = await rig.ask(keyRequests.create, CreateKeyRequest.create({ name: 'specimen' }));
    if (result?.$case !== 'issued' || !result.value.key) throw new Error('no key');
    const { key, secret } = result.value;
    // Between its version and its commit a change of an organisation takes its time.
    await rig.execute(`
      create function auth.take_time() returns trigger language plpgsql as 'begin perform pg_sleep(0.3); return null; end'`);
    await rig.execute(
      'create trigger slow after update on auth.organizations for each row execute function auth.take_time()',
    );
    let announced = 0;
    rig.connection.subscribe(subjects.principalChanged, {
      callback: (_error, message) => {
        const { subject, version } = PrincipalChanged.decode(message.data);
        if (subject?.$case === 'organizationId') announced = version;
      },
    });
    const limits = Limits.create({ requestsPerMinute: 7 });
    const changing = rig.ask(organizationRequests.update, UpdateOrganizationRequest.create({ id: 'default', limits }));
    const snapshots: Principal[] = [];
    for (let isOver = false; !isOver;) {
      isOver = announced > 0;
      await rig.ask(keyRequests.update, UpdateKeyRequest.create({ id: key.id, name: 'renamed' }));
      const found = await rig.verify(secret);
      if (found?.$case === 'principal') snapshots.push(found.value);
    }
    await changing;
    // What a gateway may use after it has heard of the change: nothing from before it.
    const current = snapshots.filter(({ version }) => version >= announced);
    expect(current.length).toBeGreaterThan(0);
    expect(new Set(current.map(({ organizationLimits }) => organizationLimits?.requestsPerMinute))).toEqual(
      new Set([7]),
    );
  });
});
