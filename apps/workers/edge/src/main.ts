import { runWorker } from '@belugapi/worker-kit';
import { readEdgeConfig } from './edge-config.js';
import { startEdge } from './start-edge.js';

await runWorker('edge', readEdgeConfig, startEdge);
