import { CompletionRequest, type ContentPart, Role } from '@belugapi/contracts';
import { countTokens } from './count-tokens.js';
import { countPrompt, estimatePrompt, mostOfPrompt, sumOfPrompt } from './prompt-tokens.js';

const textPart = (text: string): ContentPart => ({ part: { $case: 'text', value: { text } } });
const asking = (...content: ContentPart[]) => CompletionRequest.create({ messages: [{ role: Role.USER, content }] });
const question = 'Where do whales sleep, and for how long at a time?';
const image = (detail?: string): ContentPart => ({
  part: { $case: 'image', value: { url: 'https://a.b/c.png', detail } },
});
const audio = (data: Buffer, format = 'mp3'): ContentPart => ({
  part: { $case: 'audio', value: { data: data.toString('base64'), format } },
});

/** Everything in a request that is text, once each. */
const full = CompletionRequest.create({
  messages: [
    { role: Role.USER, name: 'ann', content: [textPart('one')] },
    {
      role: Role.ASSISTANT,
      content: [{ part: { $case: 'refusal', value: { refusal: 'two' } } }],
      refusal: 'three',
      reasoningContent: 'four',
      toolCalls: [
        { id: 'i', call: { $case: 'function', value: { name: 'five', arguments: '{"six":6}' } } },
        { id: 'j', call: { $case: 'custom', value: { name: 'seven', input: 'eight' } } },
      ],
    },
  ],
  tools: [
    { tool: { $case: 'function', value: { name: 'nine', description: 'ten', parametersJson: '{"type":"object"}' } } },
    { tool: { $case: 'custom', value: { name: 'eleven', formatJson: '{"type":"text"}' } } },
  ],
  prediction: [textPart('twelve')],
  responseFormat: { format: { $case: 'jsonSchema', value: { name: 's', schemaJson: '{"a":1}' } } },
});
const fullTexts = [
  ...['one', 'two', 'five', '{"six":6}', 'seven', 'eight', 'ann', 'four', 'three'],
  ...['nine', 'ten', '{"type":"object"}', 'eleven', '{"type":"text"}', 'twelve', '{"a":1}'],
].join('');

it('roughly, four bytes of any text in the request are a token', () => {
  expect(sumOfPrompt(estimatePrompt(CompletionRequest.create()))).toBe(3);
  expect(estimatePrompt(full).text).toBe(Math.ceil(fullTexts.length / 4 + 2 * 4 + 3));
  expect(estimatePrompt(asking(textPart('鲸'.repeat(4)))).text).toBe(12 / 4 + 7);
});

it('counted, a short one is exact by its vocabulary and a long one within a tenth', () => {
  expect(countPrompt(asking(textPart(question))).text).toBe(countTokens(question) + 7);
  expect(countPrompt(asking(textPart(question)), { ratio: 1.5 }).text).toBe(Math.ceil(countTokens(question) * 1.5) + 7);
  const long = question.repeat(4_000);
  const exact = countTokens(long);
  expect(Math.abs(countPrompt(asking(textPart(long))).text - exact)).toBeLessThan(exact / 10);
  const parts = Array.from({ length: 400 }, (_, index) => textPart(index % 2 ? '鲸'.repeat(50) : question));
  const each = (countTokens(question) + countTokens('鲸'.repeat(50))) * 200;
  expect(Math.abs(countPrompt(asking(...parts)).text - each)).toBeLessThan(each / 10);
});

it('at most, no text has more tokens than bytes, and what surrounds it has room', () => {
  for (const request of [asking(textPart('a b c d e f g h')), asking(textPart('鲸鱼在唱歌')), full]) {
    expect(mostOfPrompt(request).text).toBeGreaterThan(countPrompt(request).text);
  }
  const bytes = Buffer.byteLength(question.repeat(100));
  expect(mostOfPrompt(asking(textPart(question.repeat(100)))).text).toBe(bytes + 1_024 + 16);
});

it('counts pictures as the model’s row says', () => {
  const facts = { image: 1_100, lowImage: 85 };
  for (const size of [estimatePrompt, countPrompt, mostOfPrompt]) {
    expect(size(asking(image(), image('low'), image('high')), facts).image).toBe(2_285);
    expect(size(asking(image('low')), { image: 900 }).image).toBe(900);
    expect(size(asking(image())).image).toBe(1_600);
  }
});

it('counts sound by its length, which a WAV’s header tells', () => {
  const header = Buffer.alloc(44);
  header.write('RIFF');
  header.write('WAVEfmt ', 8);
  header.writeUInt16LE(1, 20);
  header.writeUInt16LE(1, 22);
  header.writeUInt32LE(8_000, 24);
  header.writeUInt32LE(8_000, 28);
  header.writeUInt16LE(1, 32);
  header.writeUInt16LE(8, 34);
  const wav = audio(Buffer.concat([header, Buffer.alloc(79_954)]), 'wav');
  for (const size of [estimatePrompt, mostOfPrompt]) {
    expect(size(asking(wav), { audioSecond: 10 })).toMatchObject({ audioSeconds: 79_998 / 8_000, audio: 100 });
  }
  const mp3 = audio(Buffer.alloc(48_000));
  expect(estimatePrompt(asking(mp3))).toMatchObject({ audioSeconds: 3, audio: 96 });
  expect(mostOfPrompt(asking(mp3)).audioSeconds).toBe(48);
});

it('counts a file by its size, which is more than nothing and less than its bytes', () => {
  const file: ContentPart = { part: { $case: 'file', value: { fileData: Buffer.alloc(60_000).toString('base64') } } };
  expect(countPrompt(asking(file)).text).toBe(2_000 + 7);
  expect(mostOfPrompt(asking(file)).text).toBe(60_000 + 6_000 + 1_024 + 16);
});

it('takes a file that is only named for a few pages, and at most for as much as a model reads', () => {
  const named = asking({ part: { $case: 'file', value: { fileId: 'file-1' } } });
  for (const size of [estimatePrompt, countPrompt]) expect(size(named).text).toBe(6_000 + 7);
  expect(mostOfPrompt(named).text).toBe(Infinity);
});
