import { runService } from '@belugapi/service-kit';
import { billingConfig } from './billing-config.js';
import { startBilling } from './start-billing.js';

await runService('billing', billingConfig, startBilling);
