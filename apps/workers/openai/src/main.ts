import { runAdapter } from '@belugapi/worker-kit';
import { openAiAdapter } from './openai.adapter.js';

await runAdapter(openAiAdapter);
