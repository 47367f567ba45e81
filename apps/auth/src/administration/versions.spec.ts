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

  it('keys are created at the time at which it was their turn, so that a list that is read meanwhile misses none', async () => {
    await rig.execute('create table auth.turns (at timestamptz)');
    await rig.execute(`
      create function auth.note_turn() returns trigger language plpgsql
      as 'begin insert into auth.turns values (clock_timestamp()); return null; end'`);
    await rig.execute(
      'create trigger turn before insert on auth.api_keys for each statement execute function auth.note_turn()',
    );
    const { result } = await rig.ask(keyRequests.create, CreateKeyRequest.create({ name: 'in turn' }));
    expect(result?.$case).toBe('issued');
    // Divides by zero, and so rejects, where the key's time is that of the beginning of its transaction.
    await rig.execute(`
      select 1 / count(*) from auth.api_keys where name = 'in turn' and created_at >= (select max(at) from auth.turns)`);
  });
});
