// Runs the built engine in a plain Node process: node-llama-cpp cannot be loaded inside jest (top-level await).
// Commands come as JSON lines: {id, request} starts a completion, {id, abort} stops it, {id, pause} stops reading it.
import { createInterface } from 'node:readline';
import { CompletionRequest } from '@belugapi/contracts';
import { openLlamaEngine } from '../../../dist/llama/llama-engine.js';

const send = (message) => process.stdout.write(`${JSON.stringify(message)}\n`);
const engine = await openLlamaEngine(JSON.parse(process.argv[2]));
const aborts = new Map();
send({ ready: engine.contextWindow });

async function run(id, request, readAfter) {
  const abort = new AbortController();
  aborts.set(id, abort);
  const task = { completionId: String(id), request: CompletionRequest.fromPartial(request) };
  for await (const { event } of engine.complete(task, abort.signal)) {
    send({ id, case: event.$case, value: event.value, at: performance.now() });
    if (event.$case === 'started' && readAfter !== undefined) await new Promise((done) => setTimeout(done, readAfter));
  }
  send({ id, case: 'end', at: performance.now() });
}

for await (const line of createInterface({ input: process.stdin })) {
  const { id, request, readAfter, abort } = JSON.parse(line);
  if (abort) aborts.get(id)?.abort();
  else run(id, request, readAfter).catch((error) => send({ id, case: 'thrown', value: String(error) }));
}
await engine.close();
send({ closed: true });
