// Runs the built engine in a plain Node process: node-llama-cpp cannot be loaded inside jest (top-level await).
// Commands come as JSON lines: {id, request} starts a completion, with `hold` one that is not read on after its first
// text until {id, release}; {id, abort} stops one. Closing stdin closes the engine.
import { createInterface } from 'node:readline';
import { CompletionRequest } from '@belugapi/contracts';
import { openLlamaEngine } from '../../../dist/llama/llama-engine.js';

const send = (message) => process.stdout.write(`${JSON.stringify(message)}\n`);
const engine = await openLlamaEngine(JSON.parse(process.argv[2]));
const running = new Map();
send({ id: 0, kind: 'ready', value: engine.contextWindow });

async function run(id, request, hold) {
  const abort = new AbortController();
  const released = hold && new Promise((release) => running.set(id, { abort, release }));
  if (!hold) running.set(id, { abort });
  const task = { completionId: String(id), request: CompletionRequest.fromPartial(request) };
  for await (const { event } of engine.complete(task, abort.signal)) {
    send({ id, kind: event.$case, value: event.value, at: performance.now() });
    if (event.$case === 'text') await released;
  }
  send({ id, kind: 'end', at: performance.now() });
}

for await (const line of createInterface({ input: process.stdin })) {
  const { id, request, hold, release, abort } = JSON.parse(line);
  if (abort) running.get(id).abort.abort();
  else if (release) running.get(id).release();
  else run(id, request, hold).catch((error) => send({ id, kind: 'thrown', value: String(error) }));
}
await engine.close();
