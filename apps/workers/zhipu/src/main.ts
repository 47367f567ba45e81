import { runAdapter } from '@belugapi/worker-kit';
import { zhipuAdapter } from './zhipu.adapter.js';

await runAdapter(zhipuAdapter);
