import { runService } from '@belugapi/service-kit';
import { startGateway } from './start-gateway.js';

await runService('gateway', startGateway);
