// Prints the speed of a model called directly, without gateway, bus and relay: measure-engine.js [file.gguf] [threads]
import { embeddedModelFile } from '../edge-config.js';
import { measureEngineSpeed } from './engine-speed.js';
import { openLlamaEngine } from './llama-engine.js';

const [file = embeddedModelFile, threads] = process.argv.slice(2);
const start = performance.now();
const engine = await openLlamaEngine({ id: 'measured', file, ...(threads && { threads: Number(threads) }) });
const loadMs = Math.round(performance.now() - start);
const report = [];
for (const streams of [1, 8])
  report.push(await measureEngineSpeed((task, signal) => engine.complete(task, signal), { streams }));
await engine.close();
console.log(JSON.stringify({ file, loadMs, speeds: report }, null, 2));
