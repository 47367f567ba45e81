import { existsSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { drizzle } from 'drizzle-orm/pglite';
import { migrate } from 'drizzle-orm/pglite/migrator';
import { createEmbedded } from './create-embedded.js';
import { lockDirectory } from './lock-directory.js';
import type { DatabaseDriver } from './service-database.js';

const waitForPredecessorMs = 15_000;

// PGlite's own 160 MB of buffers and 1 GB of log are for a database server; measured, this takes 120 MB less memory.
const smallFootprint = ['shared_buffers=16MB', 'wal_buffers=1MB', 'min_wal_size=32MB', 'max_wal_size=64MB'];
const startParams = [...PGlite.defaultStartParams, ...smallFootprint.flatMap((setting) => ['-c', setting])];

export interface EmbeddedOptions {
  /** PostgreSQL schema of the service. */
  readonly schema: string;
  /** Made when it is missing. One process at a time. */
  readonly directory: string;
  readonly migrationsFolder: string;
}

/** Opens PGlite, PostgreSQL compiled to WebAssembly, on a directory. */
export async function openEmbedded({ schema, directory, migrationsFolder }: EmbeddedOptions): Promise<DatabaseDriver> {
  const home = path.resolve(directory);
  mkdirSync(home, { recursive: true });
  const unlock = await lockDirectory(home, waitForPredecessorMs);
  try {
    const data = path.join(home, 'pglite');
    if (!existsSync(data)) await createEmbedded(data, startParams);
    const client = await PGlite.create(data, { startParams });
    const database = drizzle({ client });
    await migrate(database, { migrationsFolder, migrationsSchema: schema, migrationsTable: 'migrations' });
    return {
      database,
      close: async () => {
        await client.close();
        await unlock();
      },
    };
  } catch (error) {
    await unlock();
    throw error;
  }
}
