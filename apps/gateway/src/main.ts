import { runService } from '@belugapi/service-kit';
import { readGatewayConfig } from './gateway-config.js';
import { startGateway } from './start-gateway.js';

await runService('gateway', readGatewayConfig, startGateway);
