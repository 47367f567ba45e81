import type { Catalog } from '@belugapi/model-catalog';
import {
  catalogSetting,
  configFromEnvironment,
  databaseConfigSchema,
  readCatalog,
  reasoningHoursSetting,
  secondsSetting,
} from '@belugapi/service-kit';
import { z } from 'zod';
import { chargePolicies } from './charge-policy.js';

export const billingConfigSchema = databaseConfigSchema.extend({
  BELUGA_CATALOG: catalogSetting,
  BILLING_CHARGE: z
    .enum(chargePolicies)
    .default('delivered')
    .describe(
      'what an answer costs that did not end well: its prompt and what reached the caller, all that the vendor billed, or nothing',
    ),
  BILLING_SWEEP_AFTER_SECONDS: secondsSetting(
    900,
    'after so long a completion whose end nobody saw is booked as an estimate; longer than any completion takes',
  ),
  REASONING_MEMORY_HOURS: reasoningHoursSetting,
});
export type BillingConfig = z.output<typeof billingConfigSchema> & { readonly catalog: Catalog };

/** Reads the billing service's settings; throws a ConfigError that never shows a value. */
export function billingConfig(): BillingConfig {
  const config = configFromEnvironment(billingConfigSchema);
  return { ...config, catalog: readCatalog(config.BELUGA_CATALOG) };
}
