import { runService } from '@belugapi/service-kit';
import { authConfig } from './auth-config.js';
import { startAuth } from './start-auth.js';

await runService('auth', authConfig, startAuth);
