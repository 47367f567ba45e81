import { answerToolLoop, type VendorRequest, vendorComplaint } from '@belugapi/testing';
import type OpenAI from 'openai';
import { zodResponseFormat } from 'openai/helpers/zod';
import { z } from 'zod';
import { eventually } from './eventually.js';
import { startingMs, startVendorStack, stoppingMs, type VendorStack } from './vendor-stack.js';

type Message = OpenAI.Chat.ChatCompletionMessageParam;
type Call = OpenAI.Chat.ChatCompletionMessageFunctionToolCall;
type Request = Omit<OpenAI.Chat.ChatCompletionCreateParamsNonStreaming, 'messages' | 'tools' | 'stream'>;

/** What of its reasoning a vendor wants back with the calls that it led to; 'some' of it is welcome, but not missed. */
type Reasoning = 'text' | 'signature' | 'some' | 'none';

/** Models of every provider and wire. A plain client knows nothing of their reasoning. */
const models: readonly (readonly [request: Request, reasoning: Reasoning])[] = [
  [{ model: 'gpt-4.1-mini-2025-04-14' }, 'none'],
  [{ model: 'gpt-5.1' }, 'none'],
  [{ model: 'gpt-5.2', reasoning_effort: 'medium' }, 'signature'],
  [{ model: 'gpt-5.2-pro' }, 'signature'],
  [{ model: 'o3-2025-04-16' }, 'none'],
  [{ model: 'claude-opus-4-7' }, 'none'],
  [{ model: 'claude-opus-4-7', reasoning_effort: 'low' }, 'text'],
  [{ model: 'claude-opus-4-6-thinking' }, 'text'],
  [{ model: 'claude-sonnet-4-5-20250929-thinking' }, 'text'],
  [{ model: 'claude-haiku-4-5-20251001', max_tokens: 800 }, 'none'],
  [{ model: 'claude-haiku-4-5-20251001-thinking', max_tokens: 800 }, 'text'],
  [{ model: 'gemini-3-flash-preview' }, 'signature'],
  [{ model: 'gemini-3.1-pro-preview' }, 'signature'],
  [{ model: 'gemini-3-pro-preview-thinking' }, 'signature'],
  [{ model: 'gemini-2.5-flash-thinking' }, 'signature'],
  [{ model: 'gemini-2.0-flash' }, 'none'],
  [{ model: 'deepseek-r1-0528' }, 'text'],
  [{ model: 'deepseek-v3.2' }, 'none'],
  [{ model: 'glm-4.7' }, 'text'],
  [{ model: 'glm-4.7', reasoning_effort: 'none' }, 'none'],
  [{ model: 'minimax-m2.1' }, 'text'],
  [{ model: 'kimi-k2-thinking' }, 'text'],
  [{ model: 'kimi-k2-instruct' }, 'none'],
  [{ model: 'gpt-oss-120b' }, 'some'],
  [{ model: 'zai-glm-4.7' }, 'some'],
  [{ model: 'llama3.1-8b' }, 'none'],
];

const tools: OpenAI.Chat.ChatCompletionFunctionTool[] = [
  {
    type: 'function',
    function: {
      name: 'get_weather',
      description: 'The weather of a city.',
      parameters: {
        type: 'object',
        properties: { city: { type: 'string', description: 'Its name.' } },
        required: ['city'],
      },
    },
  },
];
const question: Message[] = [
  { role: 'system', content: 'You are a meteorologist.' },
  { role: 'user', content: 'How is the weather in Tromsø and in Oslo?' },
];
const weather = { city: 'Tromsø', degrees: 4 };
const Weather = z.object({ city: z.string(), degrees: z.number() });
const asJson = zodResponseFormat(Weather, 'weather');

describe('tool loops of a client that sends back what OpenAI’s types hold', () => {
  let served: VendorStack;
  let reasoning = '';
  let cities = [{ city: 'Tromsø' }, { city: 'Oslo' }];

  beforeAll(async () => {
    served = await startVendorStack({
      answer: (request) =>
        vendorComplaint(request) ?? answerToolLoop(request, { reasoning, json: weather, arguments: cities }),
    });
  }, startingMs);
  afterAll(() => served?.stop(), stoppingMs);

  let conversations = 0;
  beforeEach(() => {
    conversations += 1;
    cities = [{ city: 'Tromsø' }, { city: 'Oslo' }];
    reasoning = `Two cities, so two calls, in conversation ${conversations}.`;
  });

  const lastRequest = (): VendorRequest => {
    const request = served.vendor.requests.at(-1);
    if (!request) throw new Error('the vendor was not called');
    return request;
  };

  async function ask(request: Request, messages: Message[], stream: boolean, rest: object = {}) {
    const body = { ...request, messages, tools, ...rest };
    const { chat } = served.client;
    const answer = stream
      ? await chat.completions.stream(body).finalChatCompletion()
      : await chat.completions.create(body);
    const [choice] = answer.choices;
    if (!choice) throw new Error('no choice');
    const calls = (choice.message.tool_calls ?? []).filter((call): call is Call => call.type === 'function');
    return { choice, calls, content: choice.message.content };
  }

  /** The history of a client that keeps nothing but what OpenAI’s types know. */
  function withResults(calls: readonly Call[], content: string | null): Message[] {
    return [
      ...question,
      {
        role: 'assistant',
        content,
        tool_calls: calls.map(({ id, function: { name, arguments: json } }) => ({
          id,
          type: 'function',
          function: { name, arguments: json },
        })),
      },
      ...calls.map(({ id }, index) => ({
        role: 'tool' as const,
        tool_call_id: id,
        content: JSON.stringify({ sky: ['cloudy', 'clear'][index] }),
      })),
    ];
  }

  function expectReasoning(wanted: Reasoning, thought: string): void {
    const sent = JSON.stringify(lastRequest().body);
    // What a signature holds for the vendor has checked; one that only stands in for a lost one it would have taken as well.
    const kept = { text: sent.includes(thought), signature: /"emulated[\w+/=]{44}"/.test(sent) };
    const expected = {
      text: { text: true },
      signature: { signature: true },
      some: {},
      none: { text: false, signature: false },
    };
    expect(kept).toMatchObject(expected[wanted]);
  }

  const named = models.map(
    ([request, kept]) => [`${request.model} ${request.reasoning_effort ?? ''}`.trim(), request, kept] as const,
  );

  describe.each([false, true])('stream: %s', (stream) => {
    it.each(named)('%s calls twice, is told twice, and answers', async (_, request, kept) => {
      const first = await ask(request, question, stream);
      expect(first.choice.finish_reason).toBe('tool_calls');
      expect(first.calls.map(({ function: { arguments: json } }) => JSON.parse(json) as unknown)).toEqual([
        { city: 'Tromsø' },
        { city: 'Oslo' },
      ]);
      expect(new Set(first.calls.map(({ id }) => id)).size).toBe(2);

      const second = await ask(request, withResults(first.calls, first.content), stream);
      expect(second.choice.finish_reason).toBe('stop');
      expect(second.content).toMatch(/cloudy.*clear/);
      expectReasoning(kept, reasoning);
    });

    it.each(named)('%s answers in JSON', async (_, request) => {
      const body = { ...request, messages: question, response_format: asJson };
      const { chat } = served.client;
      const answer = stream
        ? await chat.completions.stream(body).finalChatCompletion()
        : await chat.completions.parse(body);
      expect(answer.choices[0]?.message.parsed).toEqual(weather);
      expect(answer.choices[0]?.finish_reason).toBe('stop');
    });

    it.each(named)('%s calls tools and then answers in JSON', async (_, request) => {
      const first = await ask(request, question, stream, { response_format: asJson });
      expect(first.calls).toHaveLength(2);
      const second = await ask(request, withResults(first.calls, first.content), stream, { response_format: asJson });
      expect(JSON.parse(second.content ?? '')).toEqual(weather);
    });
  });

  it.each(named)('%s makes the call that it must, and one only where it may no more', async (_, request) => {
    const required = await ask(request, question, false, { tool_choice: 'required' });
    expect(required.calls.length).toBeGreaterThan(0);
    const choice = { type: 'function', function: { name: 'get_weather' } };
    const one = await ask(request, question, true, { tool_choice: choice, parallel_tool_calls: false });
    expect(one.calls.map(({ function: { name } }) => name)).toEqual(['get_weather']);
    expect(one.choice.finish_reason).toMatch(/^(tool_calls|stop)$/);
  });

  it('keeps the reasoning of two conversations apart, whose calls bear the same ids', async () => {
    const request = { model: 'kimi-k2-thinking' };
    const first = await ask(request, question, false);
    const thought = reasoning;
    [reasoning, cities] = ['Another thought for other cities.', [{ city: 'Bergen' }, { city: 'Bodø' }]];
    const second = await ask(request, question, false);
    expect(second.calls.map(({ id }) => id)).toEqual(first.calls.map(({ id }) => id));
    await ask(request, withResults(first.calls, first.content), false);
    expectReasoning('text', thought);
    await ask(request, withResults(second.calls, second.content), false);
    expectReasoning('text', reasoning);
  });

  it('goes on after a restart of the gateway and the workers, with the reasoning intact', async () => {
    const loops = named.filter(([name]) =>
      ['gemini-3-flash-preview', 'claude-sonnet-4-5-20250929-thinking', 'deepseek-r1-0528'].includes(name),
    );
    const firsts = await Promise.all(loops.map(([, request]) => ask(request, question, true)));
    const services = ['gateway', 'worker-google', 'worker-anthropic', 'worker-deepseek'];
    const before = Object.fromEntries(services.map((service) => [service, served.stack.pid(service)]));
    for (const service of services) served.stack.kill(service);
    await served.stack.until(({ pids }) =>
      services.every((service) => pids[service] !== undefined && pids[service] !== before[service]),
    );
    for (const [index, [, request, kept]] of loops.entries()) {
      const first = firsts[index];
      if (!first) throw new Error('no first answer');
      const second = await eventually(() => ask(request, withResults(first.calls, first.content), false));
      expect(second.content).toMatch(/cloudy.*clear/);
      expectReasoning(kept, reasoning);
    }
  });
});
