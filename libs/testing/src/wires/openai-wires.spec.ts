import OpenAI from 'openai';
import { eventfulAnswer } from '../__fixtures__/eventful-answer.js';
import { eventsOf, postJson } from '../__fixtures__/vendor-client.js';
import { type EmulatedVendor, startEmulatedVendor } from '../emulated-vendor.js';

let vendor: EmulatedVendor;
beforeEach(async () => {
  vendor = await startEmulatedVendor();
});
afterEach(() => vendor.close());

describe('what the official openai SDK reads', () => {
  const client = () => new OpenAI({ apiKey: 'key', baseURL: vendor.baseUrl, maxRetries: 0 });
  const request = {
    model: 'gpt-5.2-pro',
    input: 'hi',
    reasoning: { summary: 'auto' as const },
    include: ['reasoning.encrypted_content' as const],
  };

  it('of Responses, whole and streamed', async () => {
    vendor.script(eventfulAnswer, eventfulAnswer);
    const whole = await client().responses.create(request);
    expect(whole.output_text).toBe('Deep blue – 🐋');
    expect(whole.output.map(({ type }) => type)).toEqual(['reasoning', 'message', 'function_call', 'function_call']);
    expect(whole.output[0]).toMatchObject({ summary: [{ text: eventfulAnswer.reasoning }] });
    expect(whole.usage).toMatchObject({ input_tokens: 20, output_tokens_details: { reasoning_tokens: 4 } });

    let text = '';
    let summary = '';
    const calls: string[] = [];
    const stream = client().responses.stream(request);
    for await (const event of stream) {
      if (event.type === 'response.output_text.delta') text += event.delta;
      if (event.type === 'response.reasoning_summary_text.delta') summary += event.delta;
      if (event.type === 'response.function_call_arguments.delta') {
        calls[event.output_index] = (calls[event.output_index] ?? '') + event.delta;
      }
    }
    expect([text, summary, calls[2], calls[3]]).toEqual([
      whole.output_text,
      eventfulAnswer.reasoning,
      '{"city":"Tromsø"}',
      '{}',
    ]);
    const final = await stream.finalResponse();
    expect(final.output.map(({ type }) => type)).toEqual(whole.output.map(({ type }) => type));
    expect(final.usage).toEqual(whole.usage);
  });

  it.each([
    [{ refusal: 'No.' }, 'completed', null],
    [{ tokens: 2, finishReason: 'length' }, 'incomplete', { reason: 'max_output_tokens' }],
  ])('of Responses that end otherwise: %j', async (scripted, status, details) => {
    vendor.script(scripted, scripted);
    expect(await client().responses.create(request)).toMatchObject({ status, incomplete_details: details });
    const streamed = await client().responses.stream(request).finalResponse();
    expect(streamed).toMatchObject({ status, incomplete_details: details });
  });

  it('of Responses that fail in the stream', async () => {
    vendor.script({ tokens: 5, turn: { afterTokens: 2, then: 'error', error: { message: 'engine lost' } } });
    const events = await eventsOf<{ type: string; response?: object }>(
      await postJson(`${vendor.url}/v1/responses`, { ...request, stream: true }, { authorization: 'Bearer key' }),
    );
    expect(events.slice(-2).map(({ type }) => type)).toEqual(['error', 'response.failed']);
    expect(events.at(-1)?.response).toMatchObject({ status: 'failed', error: { message: 'engine lost' } });
  });

  it('of a transcription, whole and streamed', async () => {
    vendor.script({ tokens: ['The', ' sun', ' rises.'], promptTokens: 14 }, { tokens: ['The', ' sun'] });
    const file = () => new File([new Uint8Array(99)], 'dawn.wav', { type: 'audio/wav' });
    const model = 'gpt-4o-transcribe';
    const whole = await client().audio.transcriptions.create({ model, file: file(), prompt: 'Spoken at dawn' });
    expect(whole).toMatchObject({ text: 'The sun rises.', usage: { type: 'tokens', input_tokens: 14 } });
    expect(vendor.requests[0]).toMatchObject({
      wire: 'transcription',
      model,
      body: { model, prompt: 'Spoken at dawn', file: { name: 'dawn.wav', type: 'audio/wav', size: 99 } },
    });
    const texts: string[] = [];
    const stream = await client().audio.transcriptions.create({ model, file: file(), stream: true });
    for await (const event of stream) texts.push(event.type === 'transcript.text.delta' ? event.delta : event.text);
    expect(texts).toEqual(['The', ' sun', 'The sun']);
  });
});
