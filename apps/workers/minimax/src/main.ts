import { runAdapter } from '@belugapi/worker-kit';
import { miniMaxAdapter } from './minimax.adapter.js';

await runAdapter(miniMaxAdapter);
