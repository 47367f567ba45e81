import { type CompletionEvent, CompletionRequest, Role } from '@belugapi/contracts';
import type { EngineTask } from './llama-engine.js';

export interface EngineSpeedOptions {
  /** Completions at once. */
  readonly streams: number;
  /** Measured rounds, after those that warm up. @default 5 */
  readonly rounds?: number;
  /** Answer tokens before that: until V8 has compiled the whole way, it is that which is measured. @default 25_000 */
  readonly warmUpTokens?: number;
  /** Completions that each stream asks for per round, one after the other. @default 3 */
  readonly completions?: number;
  /** @default 256 */
  readonly maximumTokens?: number;
}

export interface EngineSpeed {
  readonly streams: number;
  /** Median of the rounds, all streams together. */
  readonly tokensPerSecond: number;
  readonly slowest: number;
  readonly fastest: number;
  /** Answer tokens of one round. */
  readonly tokens: number;
}

type Complete = (task: EngineTask, signal: AbortSignal) => AsyncIterable<CompletionEvent>;

// Its answers have some 200 tokens: what is measured is the pace of a stream, not the way to its first token.
const question = 'Tell me a story about a whale.';

/** The request of one completion of the measurement; whoever compares with another path sends the same ones. */
export function speedRequest(model: string, seed: number, maximumTokens: number): CompletionRequest {
  return CompletionRequest.fromPartial({
    model,
    stream: true,
    seed,
    maxOutputTokens: maximumTokens,
    messages: [{ role: Role.USER, content: [{ part: { $case: 'text', value: { text: question } } }] }],
  });
}

/**
 * Measures answer tokens per second, prompts included in the time. The same seeds in every round, so rounds do the same work.
 * @throws an Error where a completion fails.
 */
export async function measureEngineSpeed(complete: Complete, options: EngineSpeedOptions): Promise<EngineSpeed> {
  const { streams, rounds = 5, warmUpTokens = 25_000 } = options;
  for (let warmed = 0; warmed < warmUpTokens;) warmed += await runRound(complete, options);
  const speeds: number[] = [];
  let tokens = 0;
  for (let round = 0; round < rounds; round++) {
    const start = performance.now();
    tokens = await runRound(complete, options);
    speeds.push((tokens * 1_000) / (performance.now() - start));
  }
  speeds.sort((a, b) => a - b);
  const [slowest = 0, tokensPerSecond = 0, fastest = 0] = [0, speeds.length >> 1, speeds.length - 1].map(
    (index) => speeds[index],
  );
  return { streams, tokensPerSecond, slowest, fastest, tokens };
}

async function runRound(
  complete: Complete,
  { streams, completions = 3, maximumTokens = 256 }: EngineSpeedOptions,
): Promise<number> {
  const counts = Array.from({ length: streams }, async (_, stream) => {
    let tokens = 0;
    for (let index = 0; index < completions; index++)
      tokens += await answerTokens(complete, speedRequest('', stream * completions + index, maximumTokens));
    return tokens;
  });
  return (await Promise.all(counts)).reduce((sum, count) => sum + count, 0);
}

async function answerTokens(complete: Complete, request: CompletionRequest): Promise<number> {
  let tokens = 0;
  for await (const { event } of complete({ completionId: 'speed', request }, new AbortController().signal)) {
    if (event?.$case === 'failed') throw new Error(event.value.message);
    if (event?.$case === 'usage') tokens = event.value.visibleOutput;
  }
  return tokens;
}
