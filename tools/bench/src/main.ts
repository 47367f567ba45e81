import { helpText, parseBenchOptions } from './bench-options.js';
import { runBench } from './run-bench.js';
import { burst } from './scenarios/burst.js';
import { edge } from './scenarios/edge.js';
import { firstToken } from './scenarios/first-token.js';
import { limits } from './scenarios/limits.js';
import { many } from './scenarios/many.js';
import { paced } from './scenarios/paced.js';
import { request } from './scenarios/request.js';
import { singleStream } from './scenarios/single-stream.js';
import { stalled } from './scenarios/stalled.js';

const scenarios = [request, burst, paced, firstToken, singleStream, many, stalled, limits, edge];
const progress = (line: string) => void process.stderr.write(`bench: ${line}\n`);

process.once('SIGINT', () => process.exit(130)).once('SIGTERM', () => process.exit(143));
try {
  const known = scenarios.map(({ name }) => name);
  const options = parseBenchOptions(process.argv.slice(2), known);
  const chosen = scenarios.filter(({ name }) => options.scenarios.includes(name));
  if (options.help) console.log(helpText(known));
  else await runBench(options, chosen, progress);
} catch (error) {
  progress(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
