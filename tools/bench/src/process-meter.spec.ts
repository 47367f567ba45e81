import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Contestant } from './contestant.js';
import { cpuMs, meter, residentBytes } from './process-meter.js';
import { startDirect } from './start-proxies.js';

const BURN = `process.stdin.on('data', () => {
  const spent = () => process.cpuUsage().user + process.cpuUsage().system;
  const until = spent() + 300_000;
  while (spent() < until);
  console.log('done');
});`;

it('reads CPU and memory as the process itself does', () => {
  const { user, system } = process.cpuUsage();
  expect(Math.abs(cpuMs(process.pid) - (user + system) / 1000)).toBeLessThan(100);
  expect(residentBytes(process.pid) / process.memoryUsage.rss()).toBeCloseTo(1, 0);
});

describe('meter', () => {
  const child = spawn(process.execPath, ['-e', BURN], { stdio: ['pipe', 'pipe', 'inherit'] });
  const contestant: Contestant = { ...startDirect(''), pids: () => ({ worker: child.pid ?? 0 }) };
  afterAll(() => child.kill());

  it('counts what the load burns in the contestant’s processes', async () => {
    const { result, cpuByRole } = await meter(contestant, async () => {
      child.stdin.write('go');
      const [output] = (await once(child.stdout, 'data')) as [Buffer];
      return output.toString();
    });
    expect(result).toBe('done\n');
    expect(cpuByRole['worker']).toBeGreaterThanOrEqual(290);
    expect(cpuByRole['worker']).toBeLessThan(600);
  });

  it('refuses a measurement over a restart', async () => {
    let pid = child.pid ?? 0;
    const restarted = { ...contestant, pids: () => ({ worker: pid }) };
    const measured = meter(restarted, () => Promise.resolve((pid = process.pid)));
    await expect(measured).rejects.toThrow('direct: a process was restarted during the measurement');
  });
});
