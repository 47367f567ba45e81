import path from 'node:path';
import type { ReadyFile } from './ready-file.js';

/** What the terminal shows when the stack serves: where, with which key, and a request to try. */
export function readyBanner(ready: ReadyFile, home: string, seconds: number): string {
  return [
    '',
    `BelugAPI is ready (${seconds.toFixed(1)} s).`,
    '',
    `  URL        ${ready.url} (an OpenAI SDK's base URL: ${ready.url}/v1)`,
    `  API key    ${ready.apiKey}`,
    `  admin key  in ready.json, as are ports and processes: ${path.join(home, 'ready.json')}`,
    '',
    'Try it:',
    '',
    `  curl ${ready.url}/v1/chat/completions \\`,
    `    -H 'Authorization: Bearer ${ready.apiKey}' -H 'Content-Type: application/json' \\`,
    `    -d '{"model":"beluga-nano","temperature":0,"messages":[{"role":"user","content":"Hello! What can you do?"}]}'`,
    '',
    'Ctrl-c stops it.',
    '',
    '',
  ].join('\n');
}
