import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { repositoryRoot } from '@belugapi/up';

/** What expected.json says of a recorded answer, as far as a caller sees it. */
export interface ExpectedAnswer {
  readonly endpoint: string;
  readonly format: 'json' | 'chunks' | 'sse';
  readonly http_status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly content_sha256_16: string;
  readonly content_is_null?: boolean;
  readonly reasoning_chars: number;
  readonly reasoning_sha256_16?: string;
  readonly refusal?: string;
  readonly tool_calls: readonly { readonly id: string | null; readonly name: string; readonly arguments: unknown }[];
  readonly annotations?: readonly { readonly url: string; readonly title: string }[];
  readonly finish_reason: string | null;
  readonly usage: Readonly<Record<string, number>> | null;
  readonly error?: unknown;
}

/** A recorded vendor answer: `vendor/file`, the bytes, and what a caller must see of them. */
export interface Recording {
  readonly name: string;
  readonly folder: string;
  readonly expected: ExpectedAnswer;
  readonly bytes: Buffer;
  readonly contentType: string;
}

const folder = process.env['BELUGA_FIXTURES'] ?? path.join(repositoryRoot, '../shared/fixtures');

/** All recordings; empty where they are not there: they are no part of the repository. */
export function readRecordings(): readonly Recording[] {
  const index = path.join(folder, 'expected.json');
  if (!existsSync(index)) return [];
  const all = JSON.parse(readFileSync(index, 'utf8')) as Record<string, ExpectedAnswer>;
  return Object.entries(all).map(([name, expected]) => {
    const recorded = readFileSync(path.join(folder, name));
    return {
      name,
      folder: name.split('/')[0] ?? '',
      expected,
      bytes: expected.format === 'chunks' ? framed(recorded, expected.endpoint) : recorded,
      contentType:
        expected.headers?.['content-type'] ?? (expected.format === 'json' ? 'application/json' : 'text/event-stream'),
    };
  });
}

// Endpoints whose events carry their type as a name; only Chat Completions closes its stream with a sentinel.
const named = ['anthropic.messages', 'openai.responses'];

/** Chunks one a line as the stream that they came in (INDEX.md). */
function framed(lines: Buffer, endpoint: string): Buffer {
  const events = lines
    .toString()
    .split('\n')
    .filter(Boolean)
    .map((chunk) => {
      const { type } = JSON.parse(chunk) as { type?: string };
      return named.includes(endpoint) ? `event: ${type}\ndata: ${chunk}\n\n` : `data: ${chunk}\n\n`;
    });
  return Buffer.from([...events, ...(endpoint === 'openai.chat' ? ['data: [DONE]\n\n'] : [])].join(''));
}
