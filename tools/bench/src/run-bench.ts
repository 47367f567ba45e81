import { writeFileSync } from 'node:fs';
import type { BenchOptions } from './bench-options.js';
import { forkListening } from './child-process.js';
import type { Contestant } from './contestant.js';
import { installPeer } from './install-peer.js';
import { emulated, openLoadClient } from './load-client.js';
import { formatScenario, judge, machineLine } from './report.js';
import { runScenario, type ScenarioResult } from './run-scenario.js';
import type { Scenario } from './scenario.js';
import { startDirect, startFloor, startPortkey } from './start-proxies.js';
import { startBelugapi } from './start-stack.js';

type Progress = (line: string) => void;

const starts: Record<BenchOptions['contestants'][number], (vendorUrl: string) => Contestant | Promise<Contestant>> = {
  direct: startDirect,
  floor: startFloor,
  portkey: startPortkey,
  belugapi: (vendorUrl) => startBelugapi(vendorUrl),
};

/** Starts vendor and contestants, runs the scenarios, prints a table for each, and stops everything again. */
export async function runBench(
  options: BenchOptions,
  scenarios: readonly Scenario[],
  progress: Progress,
): Promise<void> {
  const stops: (() => Promise<void>)[] = [];
  const startTimes: Record<string, number> = {};
  const results: ScenarioResult[] = [];
  const run = async (scenario: Scenario, contestants: readonly Contestant[]) => {
    const result = await runScenario(scenario, contestants, options.rounds, options.scale, progress);
    console.log(formatScenario(result));
    results.push(result);
    if (options.json !== undefined) writeFileSync(options.json, toJson(results, startTimes));
  };

  console.log(`${machineLine()}\n`);
  const inFrontOfVendor = scenarios.filter((scenario) => !scenario.contestants);
  try {
    if (inFrontOfVendor.length > 0) {
      const contestants = await startAll(options, stops, progress);
      for (const { name, startMs } of contestants) startTimes[name] = startMs;
      for (const scenario of inFrontOfVendor) await run(scenario, contestants);
    }
    await stopAll(stops);
    for (const scenario of scenarios) {
      if (!scenario.contestants || !options.contestants.includes('belugapi')) continue;
      const contestants = await scenario.contestants();
      stops.push(...contestants.map(({ stop }) => stop));
      await run(scenario, contestants);
      await stopAll(stops);
    }
  } finally {
    await stopAll(stops);
  }
}

async function startAll(
  options: BenchOptions,
  stops: (() => Promise<void>)[],
  progress: Progress,
): Promise<Contestant[]> {
  if (options.contestants.includes('portkey')) await installPeer(progress);
  const vendor = await forkListening('./vendor-main.js');
  stops.push(vendor.stop);
  const expected = await readText(startDirect(vendor.url));
  const contestants: Contestant[] = [];
  for (const name of options.contestants) {
    const contestant = await starts[name](vendor.url);
    stops.push(contestant.stop);
    // One that alters an answer is not measured against one that does not.
    if ((await readText(contestant)) !== expected) throw new Error(`${name} gave another text than the vendor`);
    progress(`${name} is ready after ${Math.round(contestant.startMs)} ms`);
    contestants.push(contestant);
  }
  return contestants;
}

async function readText(contestant: Contestant): Promise<string> {
  const client = openLoadClient(contestant, 1);
  try {
    return await client.readText(emulated({ tokens: 300 }, true));
  } finally {
    await client.close();
  }
}

/** Last started, first stopped: the vendor outlives its callers. */
async function stopAll(stops: (() => Promise<void>)[]): Promise<void> {
  for (let stop = stops.pop(); stop; stop = stops.pop()) await stop();
}

function toJson(results: readonly ScenarioResult[], startMs: Readonly<Record<string, number>>): string {
  const document = {
    machine: machineLine(),
    at: new Date().toISOString(),
    startMs,
    scenarios: results.map(({ scenario, contestants }) => ({
      name: scenario.name,
      title: scenario.title,
      contestants,
      budgets: scenario.budgets.map((budget) => ({ key: budget.key, ...judge(budget, { scenario, contestants }) })),
    })),
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}
