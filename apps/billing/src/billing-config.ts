import { configFromEnvironment, databaseConfigSchema } from '@belugapi/service-kit';
import { z } from 'zod';
import { chargePolicies } from './charge-policy.js';

const billingConfigSchema = databaseConfigSchema.extend({
  /** YAML file of catalogue overrides; its prices count here. */
  BELUGA_CATALOG: z.string().optional(),
  /** What callers pay for answers that did not end well. */
  BILLING_CHARGE: z.enum(chargePolicies).default('delivered'),
  /** After so long an opening that nobody settled is booked as an estimate; longer than any completion may take. */
  BILLING_SWEEP_AFTER_SECONDS: z.coerce.number().positive().max(86_400).default(900),
});
export type BillingConfig = z.output<typeof billingConfigSchema>;

/** Reads the billing service's settings; throws a ConfigError that never shows a value. */
export function billingConfig(): BillingConfig {
  return configFromEnvironment(billingConfigSchema);
}
