import { runAdapter } from '@belugapi/worker-kit';
import { googleAdapter } from './google.adapter.js';

await runAdapter(googleAdapter);
