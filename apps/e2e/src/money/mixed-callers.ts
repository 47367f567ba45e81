import { setTimeout as delay } from 'node:timers/promises';
import { randomNumbers } from '../keys/random-numbers.js';
import { readStream } from '../read-stream.js';

/** A caller's side of one completion. */
export interface Call {
  /** Unique; the prompt carries it, and key and model together mean it. */
  readonly serial: number;
  readonly key: string;
  readonly model: string;
  readonly streamed: boolean;
  /** When the caller leaves, in milliseconds; undefined: it reads to the end. */
  readonly leavesAfterMs: number | undefined;
  /** Unix milliseconds; the end is unset while it is open. */
  readonly startedAt: number;
  endedAt?: number;
  /** What the vendor is asked for. */
  readonly directive: { readonly serial: number; readonly tokens: number; readonly tokensPerSecond: number };
}

/** A call that its caller saw the end of. */
export interface SeenEnd {
  readonly call: Call;
  readonly id: string;
  readonly promptTokens: number;
  readonly completionTokens: number;
}

export interface MixedCallers {
  readonly url: string;
  readonly keys: readonly string[];
  readonly models: readonly string[];
  readonly seed: number;
  readonly lanes: number;
  readonly isOver: () => boolean;
}

/** Lanes that each send one call after the other: streamed and whole, some of them left. Resolves with all and what they saw. */
export async function callMixed(callers: MixedCallers): Promise<{ calls: Call[]; seen: SeenEnd[] }> {
  const { url, keys, models, seed, lanes, isOver } = callers;
  const calls: Call[] = [];
  const seen: SeenEnd[] = [];
  const lane = async (number: number) => {
    const random = randomNumbers(seed * 1_000 + number);
    while (!isOver() && calls.length < keys.length * models.length) {
      const call = makeCall(calls.length, callers, random);
      calls.push(call);
      const end = await send(url, call).catch(() => 'lost' as const);
      call.endedAt = Date.now();
      if (typeof end === 'object') seen.push(end);
      else if (end === 'refused' || end === 'lost') await delay(200 + 400 * random());
    }
  };
  await Promise.all(Array.from({ length: lanes }, (_, number) => lane(number)));
  return { calls, seen };
}

function makeCall(serial: number, { keys, models }: MixedCallers, random: () => number): Call {
  const tokensPerSecond = 100 + Math.floor(random() * 400);
  return {
    serial,
    key: keys[serial % keys.length] ?? '',
    model: models[Math.floor(serial / keys.length)] ?? '',
    streamed: random() < 0.6,
    leavesAfterMs: random() < 0.12 ? Math.floor(random() * 300) : undefined,
    startedAt: Date.now(),
    directive: { serial, tokens: 1 + Math.floor(random() * 100), tokensPerSecond },
  };
}

async function send(url: string, call: Call): Promise<SeenEnd | 'refused' | 'left' | 'broken'> {
  const { key, model, streamed, leavesAfterMs, directive } = call;
  const leaving = leavesAfterMs === undefined ? undefined : AbortSignal.timeout(leavesAfterMs);
  const left = () => leaving?.aborted === true;
  try {
    const response = await fetch(`${url}/v1/chat/completions`, {
      method: 'POST',
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      body: JSON.stringify({
        model,
        messages: [{ role: 'user', content: JSON.stringify(directive) }],
        ...(streamed && { stream: true, stream_options: { include_usage: true } }),
      }),
      ...(leaving && { signal: leaving }),
    });
    const text = await response.text();
    if (response.status !== 200) return 'refused';
    const { id, usage } = streamed ? endOf(text) : (JSON.parse(text) as ReturnType<typeof endOf>);
    if (!usage) return 'broken';
    return { call, id, promptTokens: usage.prompt_tokens, completionTokens: usage.completion_tokens };
  } catch (error) {
    if (left()) return 'left';
    throw error;
  }
}

function endOf(text: string) {
  const { chunks, done, usage } = readStream(text);
  return { id: chunks[0]?.id ?? '', usage: done ? usage : undefined };
}
