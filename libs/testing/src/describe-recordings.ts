import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { FinishReason, type TokenUsage } from '@belugapi/contracts';
import { completionTokens, type FoldedCompletion, promptTokens } from '@belugapi/completion';
import { modelRows } from '@belugapi/model-catalog';
import type { CompletionTask, ProviderAdapter } from '@belugapi/provider-spec';
import { repositoryRoot } from '@belugapi/up';
import { expectCloseEstimate } from './expect-close-estimate.js';
import { eventOrderProblems } from './event-order-problems.js';
import { adapterTask, foldEvents, streamedEvents } from './replay-adapter.js';

/** What expected.json says of a recording, as far as it is compared here. */
interface ExpectedRecording {
  readonly endpoint: string;
  readonly format: 'json' | 'chunks' | 'sse';
  readonly http_status: number;
  readonly content_sha256_16: string;
  readonly content_is_null?: boolean;
  readonly reasoning_chars?: number;
  readonly reasoning_sha256_16?: string;
  readonly refusal?: string;
  readonly tool_calls: readonly { readonly id: string | null; readonly name: string; readonly arguments: unknown }[];
  readonly annotations?: readonly { readonly url: string; readonly title: string }[];
  readonly finish_reason: string | null;
  readonly usage: Readonly<Record<string, number>> | null;
  readonly error?: unknown;
}

export interface RecordingsSuite {
  /** Folders of the recordings, as in `openai-chat`. */
  readonly vendors: readonly string[];
  /** The vendor's endpoint, as in `openai.chat`; recordings of others are passed over. */
  readonly endpoint: string;
  /** Recordings (`vendor/file`) that are another adapter's, with the reason. */
  readonly except?: Readonly<Record<string, string>>;
  /** The model of the catalogue whose way of counting the vendor's is; default: OpenAI's. */
  readonly countsAs?: string;
  /** A task whose answer they could be; default: a plain question on the chat wire. */
  readonly task?: (stream: boolean) => CompletionTask;
}

// Answers of which the vendor billed much that no client is shown: its own tools, thinking that is left out or summarised.
const hiddenParts: ReadonlySet<string> = new Set([
  'anthropic/anthropic-fallback.json',
  'anthropic/anthropic-tool-search-regex.1.json',
  'anthropic/anthropic-web-search-tool.1.json',
  'anthropic/duplicate-message-start.chunks.txt',
  'anthropic/pyd-redacted-thinking.json',
  'anthropic/pyd-thinking-web-search.json',
  'anthropic/pyd-tool-search-stream.sse',
  'google/pyd-gemini-3-thought.json',
  'openai-compatible/xai-text.chunks.txt',
  'openai-compatible/xai-tool-call.json',
  'openai-responses/openai-reasoning-encrypted-content.1.json',
  'openai-responses/openai-web-search-tool.1.json',
]);

const findCounting = (id: string | undefined) => modelRows.find((row) => row.id === id)?.counting;

const folder = process.env['BELUGA_FIXTURES'] ?? path.join(repositoryRoot, '../shared/fixtures');

/**
 * Replays recorded vendor answers as jest specs. The recordings are not part of the repository: they lie in
 * `BELUGA_FIXTURES`, or in ../shared/fixtures beside the checkout; without them one spec says so and passes.
 */
export function describeRecordings(
  adapter: ProviderAdapter,
  { vendors, endpoint, except = {}, countsAs, task = (stream) => adapterTask({ stream }) }: RecordingsSuite,
): void {
  describe(`recordings for ${adapter.provider}: ${vendors.join(', ')}`, () => {
    const index = path.join(folder, 'expected.json');
    if (!existsSync(index)) {
      it('are not there', () => console.info(`no recordings in ${folder} (BELUGA_FIXTURES): nothing was replayed`));
      return;
    }
    const all = Object.entries(JSON.parse(readFileSync(index, 'utf8')) as Record<string, ExpectedRecording>);
    const replayed = all.filter(
      ([name, recording]) =>
        vendors.includes(name.split('/')[0] ?? '') && recording.endpoint === endpoint && !(name in except),
    );

    it('are there', () => expect(replayed).not.toEqual([]));

    it.each(replayed)('%s', async (name, expected) => {
      const bytes = readFileSync(path.join(folder, name));
      if (expected.http_status >= 400) {
        const failure = adapter.toFailure({ status: expected.http_status, headers: {}, body: bytes.toString() });
        expect(failure.upstream).toMatchObject({ provider: adapter.provider, status: expected.http_status });
        return;
      }
      const events =
        expected.format === 'json'
          ? adapter.fromResponse(bytes.toString(), task(false))
          : await streamedEvents(adapter, [expected.format === 'chunks' ? framed(bytes, endpoint) : bytes], task(true));
      expect(eventOrderProblems(events)).toEqual([]);
      const folded = foldEvents(events);
      expect(facts(folded)).toEqual(expectedFacts(expected));
      if (expected.content_is_null) expect(folded.choices[0]?.content).toBeNull();
      expect(usageFacts(folded.usage, expected.usage)).toEqual(expected.usage);
      if (!hiddenParts.has(name)) expectCloseEstimate(events, findCounting(countsAs));
    });
  });
}

// Endpoints whose events carry their type as a name; only Chat Completions closes its stream with a sentinel.
const named: readonly string[] = ['anthropic.messages', 'openai.responses'];

/** Chunks one a line as the stream that they came in. */
function framed(lines: Buffer, endpoint: string): Buffer {
  const events = lines
    .toString()
    .split('\n')
    .filter(Boolean)
    .map((chunk) => (named.includes(endpoint) ? `event: ${typeOf(chunk)}\ndata: ${chunk}\n\n` : `data: ${chunk}\n\n`));
  return Buffer.from([...events, ...(endpoint === 'openai.chat' ? ['data: [DONE]\n\n'] : [])].join(''));
}

function typeOf(chunk: string): string {
  return (JSON.parse(chunk) as { readonly type: string }).type;
}

function expectedFacts(expected: ExpectedRecording): object {
  return {
    content: expected.content_sha256_16,
    reasoning: expected.reasoning_chars ? expected.reasoning_sha256_16 : digest(''),
    refusal: expected.refusal ?? null,
    toolCalls: expected.tool_calls.map(({ id, name, arguments: given }) => ({ id: id ?? '', name, arguments: given })),
    annotations: (expected.annotations ?? []).map(({ url, title }) => ({ url, title })),
    finishReason: expected.finish_reason,
    failed: expected.error !== undefined,
  };
}

function facts({ choices, failure }: FoldedCompletion): object {
  const [choice] = choices;
  return {
    content: digest(choice?.content ?? ''),
    reasoning: digest(choice?.reasoning ?? ''),
    refusal: choice?.refusal ?? null,
    toolCalls: (choice?.toolCalls ?? []).map(({ id, name, arguments: text }) => ({
      id,
      name,
      arguments: JSON.parse(text) as unknown,
    })),
    annotations: (choice?.annotations ?? []).map(({ annotation }) => ({
      url: annotation?.value.url,
      title: annotation?.value.title,
    })),
    finishReason: choice && !failure ? FinishReason[choice.finishReason].toLowerCase() : null,
    failed: failure !== undefined,
  };
}

/** Our usage in OpenAI's numbers; a part that neither the vendor nor we tell is left out, as in expected.json. */
function usageFacts(usage: TokenUsage | undefined, expected: ExpectedRecording['usage']): object | null {
  // Audio that is billed by its length has no tokens to compare.
  if (!usage || usage.audioSeconds !== undefined) return null;
  const prompt = promptTokens(usage);
  const completion = completionTokens(usage);
  const told = (name: string, count: number | undefined) =>
    count === undefined && expected?.[name] === undefined ? {} : { [name]: count };
  return {
    prompt_tokens: prompt,
    completion_tokens: completion,
    total_tokens: prompt + completion,
    ...told('cached_tokens', usage.cacheRead),
    ...told('reasoning_tokens', usage.reasoning),
  };
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}
