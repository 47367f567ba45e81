import { runAdapter } from '@belugapi/worker-kit';
import { deepSeekAdapter } from './deepseek.adapter.js';

await runAdapter(deepSeekAdapter);
