import { postgresUrlSetting } from '@belugapi/settings';
import { z } from 'zod';

/** Settings of a service with a database of its own. Without `DATABASE_URL` it is embedded. */
export const databaseConfigSchema = z.object({
  DATABASE_URL: postgresUrlSetting({
    description: 'a PostgreSQL server; without one the database is embedded',
  }).optional(),
  DATA_DIR: z
    .string()
    .optional()
    .meta({ description: 'the embedded database’s folder, this service’s alone', defaultIs: '.beluga/<service>' }),
  DATABASE_POOL_SIZE: z.coerce
    .number()
    .int()
    .min(1)
    .max(200)
    .default(10)
    .describe('connections of one process to PostgreSQL'),
});
export type DatabaseConfig = z.output<typeof databaseConfigSchema>;
