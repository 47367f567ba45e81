import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { type CompletionEvent, FinishReason } from '@belugapi/contracts';
import { completionTokens, type FoldedCompletion, promptTokens } from '@belugapi/completion';
import { type ProviderAdapter, readServerSentEvents } from '@belugapi/provider-spec';
import type { AdapterAnswer, AdapterSuite } from './adapter-suite.js';
import { addUnknownFields, addUnknownToStream } from './add-unknown-fields.js';
import { describeRefusals } from './describe-refusals.js';
import { eventOrderProblems } from './event-order-problems.js';
import { adapterTask, foldEvents, streamedEvents } from './replay-adapter.js';

/**
 * The contract of a ProviderAdapter as jest specs: what every provider must do alike, whatever its wire. A provider's own
 * spec calls this with its fixtures and adds its quirks only.
 */
export function describeAdapter(adapter: ProviderAdapter, suite: AdapterSuite): void {
  const { fixtures, answers, unknownFinish, carried = [] } = suite;
  const task = suite.task ?? ((stream: boolean) => adapterTask({ stream }));
  const file = (name: string) => path.join(fixtures, name);
  const stream = (bytes: Uint8Array | string) => streamedEvents(adapter, [Buffer.from(bytes)], task(true));
  const having = (ending: string) => answers.filter(({ name }) => existsSync(file(name + ending)));
  const streamed = having('.sse');
  const whole = having('.json');

  describe(`adapter ${adapter.provider}`, () => {
    it.each(streamed)('reads the stream $name', async (answer) => {
      check(answer, await stream(readFileSync(file(`${answer.name}.sse`))));
    });

    it.each(whole)('reads the whole answer $name', (answer) => {
      check(answer, adapter.fromResponse(readFileSync(file(`${answer.name}.json`), 'utf8'), task(false)));
    });

    it('has a fixture for every answer, and answers of both kinds', () => {
      expect(answers.filter((answer) => !streamed.includes(answer) && !whole.includes(answer))).toEqual([]);
      expect(streamed.filter((answer) => whole.includes(answer))).not.toEqual([]);
    });

    it.each(streamed.filter((answer) => whole.includes(answer)))(
      'makes the same of $name whole and streamed',
      async ({ name }) => {
        const events = adapter.fromResponse(readFileSync(file(`${name}.json`), 'utf8'), task(false));
        expect(foldEvents(await stream(readFileSync(file(`${name}.sse`))))).toEqual(foldEvents(events));
      },
    );

    it.each(streamed)('reads $name alike wherever its bytes are cut', async ({ name }) => {
      const bytes = readFileSync(file(`${name}.sse`));
      const expected = await stream(bytes);
      const single = Array.from(bytes, (byte) => Uint8Array.of(byte));
      expect(await streamedEvents(adapter, single, task(true))).toEqual(expected);
      const unlike: number[] = [];
      for (let cut = 1; cut < bytes.length; cut += 1) {
        const events = await streamedEvents(adapter, [bytes.subarray(0, cut), bytes.subarray(cut)], task(true));
        if (!isDeepStrictEqual(events, expected)) unlike.push(cut);
      }
      expect(unlike).toEqual([]);
    });

    it.each(streamed)('reads $name broken off anywhere as a failure or as a whole', async ({ name }) => {
      const bytes = readFileSync(file(`${name}.sse`));
      const ends = [...bytes.entries()]
        .filter(([at, byte]) => byte === 10 && bytes[at - 1] === 10)
        .map(([at]) => at + 1);
      for (const end of [0, ...ends]) expect(eventOrderProblems(await stream(bytes.subarray(0, end)))).toEqual([]);
    });

    it.each(streamed)('passes over fields and events it does not know in the stream $name', async ({ name }) => {
      const text = readFileSync(file(`${name}.sse`), 'utf8');
      expect(await stream(addUnknownToStream(text, carried))).toEqual(await stream(text));
    });

    it.each(whole)('passes over fields it does not know in the whole answer $name', ({ name }) => {
      const text = readFileSync(file(`${name}.json`), 'utf8');
      const events = adapter.fromResponse(addUnknownFields(text, carried), task(false));
      expect(events).toEqual(adapter.fromResponse(text, task(false)));
    });

    it('takes a finish reason it does not know for OTHER', async () => {
      const renamed = (ending: string) => {
        const text = readFileSync(file(unknownFinish.answer + ending), 'utf8');
        expect(text).toContain(unknownFinish.replace);
        return text.replaceAll(unknownFinish.replace, unknownFinish.by);
      };
      const events = [await stream(renamed('.sse')), adapter.fromResponse(renamed('.json'), task(false))];
      for (const folded of events.map(foldEvents)) {
        expect(folded.choices.map(({ finishReason }) => finishReason)).toEqual(
          folded.choices.map(() => FinishReason.OTHER),
        );
        expect(folded.failure).toBeUndefined();
      }
    });

    it.each([
      ['nothing', ''],
      ['HTML', '<html><body>502 Bad Gateway</body></html>'],
      ['null', 'null'],
      ['a number', '7'],
      ['an empty object', '{}'],
      ['half of an object', '{"id":"x","choices":[{"mess'],
    ])('fails an answer that is %s', async (_, body) => {
      for (const events of [adapter.fromResponse(body, task(false)), await stream(`data: ${body}\n\n`)]) {
        expect(eventOrderProblems(events)).toEqual([]);
        expect(events.at(-1)?.event?.$case).toBe('failed');
      }
    });

    it.each(streamed)('lets go of $name when its reader leaves, and when it has ended', async ({ name }) => {
      const bytes = readFileSync(file(`${name}.sse`));
      const left = releasable(bytes);
      for await (const events of adapter.fromStream(readServerSentEvents(left.bytes()), task(true))) {
        expect(events).not.toEqual([]);
        break;
      }
      expect(left.released).toBe(true);

      const read = releasable(bytes);
      for await (const events of adapter.fromStream(readServerSentEvents(read.bytes()), task(true))) {
        expect(events).toBeInstanceOf(Array);
      }
      expect(read.released).toBe(true);
    });

    it.each([true, false])('asks for the model that serves, without a key (stream: %s)', (wanted) => {
      const asked = task(wanted);
      const { path: where, body, headers } = adapter.toRequest(asked);
      expect(where).toMatch(/^\/[^/]/);
      if (typeof body === 'string') expect(JSON.parse(body)).toBeInstanceOf(Object);
      expect(`${where} ${textOf(body)}`).toContain(asked.route.upstreamModel);
      expect(JSON.stringify(adapter.authorize('secret-key'))).toContain('secret-key');
      expect(JSON.stringify({ headers, body: textOf(body), where })).not.toContain('secret-key');
    });

    describeRefusals(adapter, suite.refusals);
  });
}

function textOf(body: string | Uint8Array): string {
  return typeof body === 'string' ? body : Buffer.from(body).toString();
}

function check(answer: AdapterAnswer, events: readonly CompletionEvent[]): void {
  expect(eventOrderProblems(events)).toEqual([]);
  const folded = foldEvents(events);
  expect(folded).toMatchObject(answer.folded);
  expect(totalOf(folded)).toBe(answer.totalTokens);
  if (folded.failure) return;
  for (const { toolCalls } of folded.choices) {
    const functions = toolCalls.filter(({ custom }) => !custom);
    for (const call of functions) expect(JSON.parse(call.arguments)).toBeInstanceOf(Object);
  }
}

function totalOf({ usage }: FoldedCompletion): number | undefined {
  return usage && promptTokens(usage) + completionTokens(usage);
}

/** Bytes that tell whether their reader has let go of them. */
function releasable(bytes: Uint8Array): { bytes(): AsyncGenerator<Uint8Array>; readonly released: boolean } {
  let released = false;
  return {
    async *bytes() {
      try {
        yield bytes;
      } finally {
        released = true;
      }
    },
    get released() {
      return released;
    },
  };
}
