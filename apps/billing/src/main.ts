import { runService } from '@belugapi/service-kit';
import { startBilling } from './start-billing.js';

await runService('billing', startBilling);
