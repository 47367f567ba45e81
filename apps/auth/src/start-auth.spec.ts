import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { busRequest, connectBus, verifyKey } from '@belugapi/bus';
import { KeyRejection, type Principal } from '@belugapi/contracts';
import {
  ConfigError,
  migrateDatabase,
  openDatabase,
  OperationsServer,
  type RunningService,
  type ServiceContext,
  serviceConfigSchema,
} from '@belugapi/service-kit';
import {
  describeWithPostgres,
  isPostgresInstalled,
  startTestNats,
  startTestPostgres,
  type TestNats,
  type TestPostgres,
} from '@belugapi/testing';
import { eq } from 'drizzle-orm';
import { pino } from 'pino';
import { Registry } from 'prom-client';
import { apiKeys, organizations } from './auth-schema.js';
import { startAuth } from './start-auth.js';

const home = mkdtempSync(path.join(tmpdir(), 'belugapi-auth-'));
const firstKey = 'bapi_first_abcdefgh12345678';
const secondKey = 'bapi_second_ijklmnop12345678';
const digestOf = (key: string) => createHash('sha256').update(key).digest();

let nats: TestNats;
let postgres: TestPostgres | undefined;
let context: ServiceContext;
let log = '';

beforeAll(async () => {
  nats = await startTestNats();
  if (isPostgresInstalled()) postgres = await startTestPostgres();
  else console.info('PostgreSQL 15 is not installed: its cases are skipped');
  const registry = new Registry();
  context = {
    name: 'auth',
    config: serviceConfigSchema.parse({}),
    logger: pino({ level: 'trace' }, { write: (line) => void (log += line) }),
    connection: await connectBus({ url: nats.url, name: 'auth-spec' }),
    operations: new OperationsServer(registry),
    registry,
  };
}, 60_000);

afterAll(async () => {
  await context.connection.close();
  await nats.stop();
  await postgres?.close();
  rmSync(home, { recursive: true, force: true });
});

interface Place {
  readonly DATA_DIR?: string;
  readonly DATABASE_URL?: string;
}
const configFor = (place: Place, key: string) => ({
  ...place,
  DATABASE_POOL_SIZE: 4,
  BELUGA_API_KEY: key,
});
const start = (place: Place, key: string): Promise<RunningService> =>
  startAuth({ ...context, registry: new Registry() }, configFor(place, key));

const migrations = new URL('../migrations/', import.meta.url);

/** An empty database on the server, after the migration command. */
async function createDatabase(name: string): Promise<Place> {
  const config = { DATABASE_URL: await (postgres as TestPostgres).createDatabase(name) };
  await migrateDatabase({ name: 'auth', config, migrations, logger: context.logger });
  return config;
}

/** Looks into a service's database while the service is not running, or beside it on a server. */
async function openBeside(place: Place) {
  const { logger, operations } = context;
  return openDatabase({ name: 'auth', config: configFor(place, firstKey), migrations, logger, operations });
}

async function verify(digest: Uint8Array) {
  const { result } = await busRequest(context.connection, verifyKey, { keyDigest: Buffer.from(digest) }, 5_000);
  return result;
}
async function principalOf(key: string): Promise<Principal> {
  const result = await verify(digestOf(key));
  if (result?.$case !== 'principal') throw new Error(`rejected: ${result?.value}`);
  return result.value;
}
const rejected = (value: KeyRejection) => ({ $case: 'rejected', value });

const places: [string, () => Promise<Place>][] = [
  ['embedded', () => Promise.resolve({ DATA_DIR: path.join(home, 'auth') })],
];
if (isPostgresInstalled()) {
  places.push(['PostgreSQL', () => createDatabase('auth')]);
}

describe.each(places)('auth, %s', (_kind, findPlace) => {
  let place: Place;
  let service: RunningService | undefined;

  beforeAll(async () => {
    place = await findPlace();
    const database = await openBeside(place);
    await database.run(async (handle) => {
      const organization = { id: 'acme', name: 'Acme', requestsPerMinute: 60, monthlyNanoUsd: 5_000_000_000 };
      await handle.insert(organizations).values(organization);
      const common = { organizationId: 'acme', name: 'test' };
      await handle.insert(apiKeys).values([
        { ...common, id: 'k1', publicId: 'k1', keyDigest: digestOf('expired'), expiresAt: new Date(Date.now() - 1) },
        { ...common, id: 'k2', publicId: 'k2', keyDigest: digestOf('revoked'), revokedAt: new Date(Date.now() - 1) },
        {
          ...common,
          id: 'k3',
          publicId: 'k3',
          keyDigest: digestOf('limited'),
          scopes: ['completions', 'admin'],
          allowedModels: ['gpt-5.2', 'beluga-nano'],
          expiresAt: new Date(Date.UTC(2999, 0)),
          concurrentRequests: 2,
          totalNanoUsd: 9_007_199_254_740_991,
        },
      ]);
    });
    await database.close();
  }, 60_000);
  beforeEach(async () => {
    service = await start(place, firstKey);
  }, 30_000);
  afterEach(async () => {
    await service?.close();
  });

  it('verifies the operator’s key over the bus', async () => {
    const principal = await principalOf(firstKey);
    expect(principal).toMatchObject({ publicId: 'first', organizationId: 'default', name: 'default' });
    expect(principal).toMatchObject({ scopes: ['completions'], allowedModels: [], expiresAtUnixMs: undefined });
    expect(principal.keyId).toMatch(/^key_[0-9a-f]{32}$/);
  });

  it('tells what a key may do, of its own and of its organisation', async () => {
    expect(await principalOf('limited')).toMatchObject({
      keyId: 'k3',
      organizationId: 'acme',
      scopes: ['completions', 'admin'],
      allowedModels: ['gpt-5.2', 'beluga-nano'],
      expiresAtUnixMs: Date.UTC(2999, 0),
      keyLimits: {
        requestsPerMinute: undefined,
        concurrentRequests: 2,
        money: { totalNanoUsd: 9_007_199_254_740_991 },
      },
      organizationLimits: { requestsPerMinute: 60, money: { monthlyNanoUsd: 5_000_000_000 } },
    });
  });

  it('rejects what it does not know, and what was expired or revoked', async () => {
    expect(await verify(digestOf('bapi_first_somethingelse'))).toEqual(rejected(KeyRejection.UNKNOWN));
    expect(await verify(Buffer.from(firstKey))).toEqual(rejected(KeyRejection.UNKNOWN));
    expect(await verify(Buffer.alloc(0))).toEqual(rejected(KeyRejection.UNKNOWN));
    expect(await verify(digestOf('expired'))).toEqual(rejected(KeyRejection.EXPIRED));
    expect(await verify(digestOf('revoked'))).toEqual(rejected(KeyRejection.REVOKED));
  });

  it('adds the operator’s next key, keeps the first as it is, and refuses a second key of the same public id', async () => {
    const before = await principalOf(firstKey);
    await service?.close();
    service = await start(place, secondKey);
    expect((await principalOf(secondKey)).publicId).toBe('second');
    expect(await principalOf(firstKey)).toEqual(before);
    expect((await principalOf(secondKey)).version).toBeGreaterThan(before.version);

    await service.close();
    service = undefined;
    const refused = start(place, 'bapi_first_qrstuvwx12345678');
    await expect(refused).rejects.toThrow(ConfigError);
    await expect(refused).rejects.toThrow(/^BELUGA_API_KEY: another key has this public id/);
  }, 30_000);

  it('does not bring a revoked first key back at the next start', async () => {
    const key = 'bapi_third_revoked12345678';
    await service?.close();
    service = await start(place, key);
    expect((await principalOf(key)).publicId).toBe('third');
    await service.close();
    const database = await openBeside(place);
    await database.run((handle) =>
      handle.update(apiKeys).set({ revokedAt: new Date() }).where(eq(apiKeys.publicId, 'third')),
    );
    await database.close();
    service = await start(place, key);
    expect(await verify(digestOf(key))).toEqual(rejected(KeyRejection.REVOKED));
  }, 30_000);
});

describeWithPostgres('auth on a PostgreSQL server', () => {
  it('shares one first key between replicas that start together', async () => {
    const place = await createDatabase('replicas');
    const services = await Promise.all([1, 2, 3].map(() => start(place, firstKey)));
    const answers = await Promise.all(Array.from({ length: 12 }, () => principalOf(firstKey)));
    expect(new Set(answers.map(({ keyId }) => keyId)).size).toBe(1);
    await Promise.all(services.map((service) => service.close()));
  }, 30_000);

  it('answers with an error and no rejection while the database is away', async () => {
    const server = postgres as TestPostgres;
    const registry = new Registry();
    const place = await createDatabase('away');
    const service = await startAuth({ ...context, registry }, configFor(place, firstKey));
    await principalOf(firstKey);
    await server.interrupt();
    await expect(verify(digestOf(firstKey))).rejects.toMatchObject({ name: 'BusRequestError', kind: 'remote' });
    expect((await context.operations.readiness()).dependencies['database']?.mode).toBe('down');
    await server.resume();
    await principalOf(firstKey);
    expect((await context.operations.readiness()).dependencies['database']?.mode).toBe('ok');
    const counts = await registry.getSingleMetricAsString('beluga_key_verifications_total');
    expect(counts).toContain('{result="accepted"} 2');
    expect(counts).toContain('{result="error"} 1');
    await service.close();
  }, 30_000);
});

test('nothing of a key but its public id was logged', () => {
  expect(log).toContain('"publicId":"first"');
  for (const key of [firstKey, secondKey]) {
    expect(log).not.toContain(key.slice(-12));
    expect(log).not.toContain(digestOf(key).toString('hex').slice(0, 12));
    expect(log).not.toContain(digestOf(key).toString('base64').slice(0, 12));
  }
  expect(log).not.toContain(digestOf(firstKey).toString().slice(0, 6));
  expect(log).not.toContain([...digestOf(firstKey)].slice(0, 4).join(','));
});
