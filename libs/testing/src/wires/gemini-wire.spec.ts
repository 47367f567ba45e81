import { eventfulAnswer } from '../__fixtures__/eventful-answer.js';
import { eventsOf, postJson } from '../__fixtures__/vendor-client.js';
import { type EmulatedVendor, startEmulatedVendor } from '../emulated-vendor.js';

let vendor: EmulatedVendor;
beforeEach(async () => {
  vendor = await startEmulatedVendor();
});
afterEach(() => vendor.close());

describe('Gemini’s generateContent', () => {
  interface Part {
    text?: string;
    thought?: boolean;
    thoughtSignature?: string;
    functionCall?: object;
  }
  interface Chunk {
    candidates: { content: { parts: Part[] }; finishReason?: string }[];
    usageMetadata: object;
    error?: object;
  }
  const ask = (method: string, body: object, model = 'gemini-3-flash-preview') =>
    postJson(`${vendor.url}/v1beta/models/${model}:${method}`, { contents: [], ...body }, { 'x-goog-api-key': 'key' });
  const generationConfig = { thinkingConfig: { includeThoughts: true } };
  const textIn = (parts: Part[], thought: boolean) =>
    parts
      .filter((part) => (part.thought ?? false) === thought)
      .map(({ text = '' }) => text)
      .join('');

  it('answers whole and streamed alike, with a signature on the first call', async () => {
    vendor.script(eventfulAnswer, eventfulAnswer);
    const whole = (await (await ask('generateContent', { generationConfig })).json()) as Chunk;
    const streamed = await ask('streamGenerateContent?alt=sse', { generationConfig });
    const body = streamed.clone();
    const chunks = await eventsOf<Chunk>(streamed);
    expect((await body.text()).replaceAll('\r\n\r\n', '')).not.toContain('\n');
    const parts = chunks.flatMap(({ candidates }) => candidates[0]?.content.parts ?? []);
    const wholeParts = whole.candidates[0]?.content.parts ?? [];
    for (const thought of [true, false]) expect(textIn(parts, thought)).toBe(textIn(wholeParts, thought));
    expect(textIn(parts, true)).toBe(eventfulAnswer.reasoning);
    const calls = (list: Part[]) => list.filter(({ functionCall }) => functionCall);
    expect(calls(parts)).toEqual(calls(wholeParts));
    expect(calls(parts).map(({ thoughtSignature }) => thoughtSignature !== undefined)).toEqual([true, false]);
    expect(chunks.map(({ candidates }) => candidates[0]?.finishReason).filter(Boolean)).toEqual(['STOP']);
    expect(chunks.at(-1)?.usageMetadata).toEqual(whole.usageMetadata);
    expect(whole.usageMetadata).toMatchObject({
      promptTokenCount: 20,
      cachedContentTokenCount: 8,
      thoughtsTokenCount: 4,
    });
    expect(vendor.requests[0]).toMatchObject({ provider: 'google', model: 'gemini-3-flash-preview', stream: false });
    expect(vendor.requests[1]).toMatchObject({ wire: 'generate-content', stream: true });
  });

  it('keeps its thoughts to itself unless asked', async () => {
    vendor.script(eventfulAnswer);
    expect(await (await ask('generateContent', {})).text()).not.toContain('Whales first');
  });

  it('fails in its own words', async () => {
    vendor.script(
      { kind: 'failure', status: 429, retryAfter: 34 },
      { tokens: 5, turn: { afterTokens: 1, then: 'error' } },
    );
    const refused = await ask('generateContent', {});
    expect(refused.headers.has('retry-after')).toBe(false);
    expect(await refused.json()).toMatchObject({
      error: { code: 429, status: 'RESOURCE_EXHAUSTED', details: [{ retryDelay: '34s' }] },
    });
    const chunks = await eventsOf<Chunk>(await ask('streamGenerateContent?alt=sse', {}));
    expect(chunks.at(-1)?.error).toMatchObject({ code: 500, status: 'INTERNAL' });
  });
});
