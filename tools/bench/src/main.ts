import { writeFileSync } from 'node:fs';
import { helpText, parseBenchOptions, type BenchOptions } from './bench-options.js';
import { forkListening } from './child-process.js';
import { startBelugapi, startDirect, startFloor, startPortkey, type Contestant } from './contestant.js';
import { installPeer } from './install-peer.js';
import { openLoadClient } from './load-client.js';
import { formatScenario, judge, machineLine } from './report.js';
import { runScenario, type ScenarioResult } from './run-scenario.js';
import { burst } from './scenarios/burst.js';
import { firstToken } from './scenarios/first-token.js';
import { many } from './scenarios/many.js';
import { paced } from './scenarios/paced.js';
import { request } from './scenarios/request.js';
import { singleStream } from './scenarios/single-stream.js';
import { stalled } from './scenarios/stalled.js';

const scenarios = [request, burst, paced, firstToken, singleStream, many, stalled];
const progress = (line: string) => process.stderr.write(`bench: ${line}\n`);

const starts: Record<Contestant['name'], (vendorUrl: string) => Contestant | Promise<Contestant>> = {
  direct: startDirect,
  floor: startFloor,
  portkey: startPortkey,
  belugapi: startBelugapi,
};

/** A contestant that alters an answer is not measured against one that does not. */
async function verify(contestant: Contestant, expected: string | undefined): Promise<string> {
  const client = openLoadClient(contestant, 1);
  try {
    const text = await client.readText({ tokens: 300 });
    if (text === (expected ?? text) && text !== '') return text;
    throw new Error(`${contestant.name} gave another text than the vendor`);
  } finally {
    await client.close();
  }
}

async function runAll(options: BenchOptions): Promise<void> {
  if (options.contestants.includes('portkey')) await installPeer(progress);
  const vendor = await forkListening('./vendor-main.js');
  const contestants: Contestant[] = [];
  try {
    const expected = await verify(startDirect(vendor.url), undefined);
    for (const name of options.contestants) {
      const contestant = await starts[name](vendor.url);
      contestants.push(contestant);
      await verify(contestant, expected);
      progress(`${name} is ready after ${Math.round(contestant.startMs)} ms`);
    }
    const results: ScenarioResult[] = [];
    console.log(`${machineLine()}\n`);
    for (const scenario of scenarios.filter(({ name }) => options.scenarios.includes(name))) {
      const result = await runScenario(scenario, contestants, options.rounds, options.scale, progress);
      console.log(formatScenario(result));
      results.push(result);
    }
    if (options.json !== undefined) writeFileSync(options.json, toJson(results, contestants));
  } finally {
    for (const contestant of contestants) await contestant.stop();
    await vendor.stop();
  }
}

function toJson(results: readonly ScenarioResult[], contestants: readonly Contestant[]): string {
  const document = {
    machine: machineLine(),
    at: new Date().toISOString(),
    startMs: Object.fromEntries(contestants.map(({ name, startMs }) => [name, startMs])),
    scenarios: results.map((result) => ({
      name: result.scenario.name,
      title: result.scenario.title,
      contestants: result.contestants,
      budgets: result.scenario.budgets.map((budget) => ({ key: budget.key, ...judge(budget, result) })),
    })),
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}

try {
  const known = scenarios.map(({ name }) => name);
  const options = parseBenchOptions(process.argv.slice(2), known);
  process.once('SIGINT', () => process.exit(130)).once('SIGTERM', () => process.exit(143));
  if (options.help) console.log(helpText(known));
  else await runAll(options);
} catch (error) {
  progress(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
