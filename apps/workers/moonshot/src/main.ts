import { runAdapter } from '@belugapi/worker-kit';
import { moonshotAdapter } from './moonshot.adapter.js';

await runAdapter(moonshotAdapter);
