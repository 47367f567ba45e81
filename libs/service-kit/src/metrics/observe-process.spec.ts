import { Registry } from 'prom-client';
import { observeProcess } from './observe-process.js';

test('a process tells of its event loop, CPU and memory, in few series', async () => {
  const registry = new Registry();
  observeProcess(registry);
  const series = (await registry.metrics()).match(/^[a-z]\S+/gm) ?? [];
  const names = series.map((one) => one.replace(/\{.*/, ''));
  expect(names).toEqual(
    expect.arrayContaining([
      'nodejs_eventloop_lag_seconds',
      'nodejs_eventloop_lag_p99_seconds',
      'process_cpu_seconds_total',
      'process_resident_memory_bytes',
    ]),
  );
  expect(series.length).toBeLessThan(60);
});
