import { configFromEnvironment, databaseConfigSchema } from '@belugapi/service-kit';
import { z } from 'zod';

const billingConfigSchema = databaseConfigSchema.extend({
  /** YAML file of catalogue overrides; its prices count here. */
  BELUGA_CATALOG: z.string().optional(),
});
export type BillingConfig = z.output<typeof billingConfigSchema>;

/** Reads the billing service's settings; throws a ConfigError that never shows a value. */
export function billingConfig(): BillingConfig {
  return configFromEnvironment(billingConfigSchema);
}
