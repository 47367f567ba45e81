import { runAdapter } from '@belugapi/worker-kit';
import { anthropicAdapter } from './anthropic.adapter.js';

await runAdapter(anthropicAdapter);
