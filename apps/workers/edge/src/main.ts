import { runWorker } from '@belugapi/worker-kit';
import { startEdge } from './start-edge.js';

await runWorker('edge', startEdge);
