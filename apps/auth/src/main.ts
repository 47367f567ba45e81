import { runService } from '@belugapi/service-kit';
import { startAuth } from './start-auth.js';

await runService('auth', startAuth);
