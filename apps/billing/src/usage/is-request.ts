import { sql } from 'drizzle-orm';
import { ledger } from '../billing-schema.js';

/** Whether a row is a request to a model, as the ledger's triggers count them: an attempt that no vendor has seen is none. */
export const isRequest = sql`(${ledger.outcome} = 'completed' or ${ledger.uncachedInput} > 0
  or ${ledger.visibleOutput} > 0 or ${ledger.costNanoUsd} > 0)`;
