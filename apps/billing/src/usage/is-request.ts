import { sql } from 'drizzle-orm';
import { ledger } from '../billing-schema.js';

const { uncachedInput, cacheRead, cacheWrite, cacheWriteLong, audioInput, imageInput } = ledger;
const { visibleOutput, reasoning, audioOutput, webSearches, audioSeconds, costNanoUsd } = ledger;
const input = [uncachedInput, cacheRead, cacheWrite, cacheWriteLong, audioInput, imageInput];
const used = [...input, visibleOutput, reasoning, audioOutput, webSearches, audioSeconds, costNanoUsd];

/** Whether a row is a request to a model, as the ledger's triggers count them: an attempt that no vendor has seen is none. */
export const isRequest = sql`(${ledger.outcome} = 'completed' or greatest(${sql.join(used, sql`, `)}) > 0)`;
