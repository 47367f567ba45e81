import { z } from 'zod';

/** Settings of a service with a database of its own. Without `DATABASE_URL` it is embedded. */
export const databaseConfigSchema = z.object({
  DATABASE_URL: z
    .string()
    .regex(/^postgres(?:ql)?:\/\/\S+$/, 'must be a URL postgresql://user:password@host:port/database')
    .optional()
    .meta({
      description: 'a PostgreSQL server; without one the database is embedded',
      mustBe: 'must be a URL postgresql://user:password@host:port/database',
      secret: true,
    }),
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
