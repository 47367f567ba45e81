export { startBilling } from './start-billing.js';
