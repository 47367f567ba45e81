import { z } from 'zod';

/** Settings of a service with a database of its own. Without `DATABASE_URL` it is embedded. */
export const databaseConfigSchema = z.object({
  DATABASE_URL: z
    .string()
    .refine(isPostgresUrl, 'must be a URL postgresql://user:password@host:port/database')
    .optional(),
  /** The embedded database's folder, this service's alone. Default `.beluga/<service>`. */
  DATA_DIR: z.string().optional(),
  /** `off`: the schema is brought up to date by someone else, and a service that finds it behind does not start. */
  DATABASE_MIGRATE: z.enum(['auto', 'off']).default('auto'),
  /** Connections of one process. */
  DATABASE_POOL_SIZE: z.coerce.number().int().min(1).max(200).default(10),
});
export type DatabaseConfig = z.output<typeof databaseConfigSchema>;

function isPostgresUrl(text: string): boolean {
  return ['postgres:', 'postgresql:'].includes(URL.parse(text)?.protocol ?? '');
}
