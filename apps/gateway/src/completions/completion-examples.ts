const weather = {
  type: 'function',
  function: {
    name: 'get_weather',
    description: 'Get current weather for a city.',
    parameters: {
      type: 'object',
      properties: { city: { type: 'string', description: 'City name' } },
      required: ['city'],
    },
  },
};
const asks = (model: string, content: string, more: object = {}) => ({
  model,
  messages: [{ role: 'user', content }],
  ...more,
});

/** Requests as the product's own page shows them. */
export const requestExamples = {
  basic: {
    summary: 'A question',
    value: {
      model: 'gpt-5.4',
      messages: [
        { role: 'system', content: 'You are a helpful assistant.' },
        { role: 'user', content: 'Explain quantum entanglement in 3 sentences.' },
      ],
      max_tokens: 256,
      temperature: 0.7,
    },
  },
  streaming: {
    summary: 'A streamed answer',
    value: asks('claude-opus-4-7', 'Write a haiku about the sea.', { stream: true }),
  },
  vision: {
    summary: 'A picture',
    value: {
      model: 'gpt-5.4',
      messages: [
        {
          role: 'user',
          content: [
            { type: 'text', text: 'What is in this image?' },
            { type: 'image_url', image_url: { url: 'https://example.com/image.jpg' } },
          ],
        },
      ],
    },
  },
  tools: {
    summary: 'A function that the model may call',
    value: asks('gpt-5.4', 'What is the weather in Paris?', { tools: [weather], tool_choice: 'auto' }),
  },
  anthropic: {
    summary: 'Claude',
    value: asks('claude-opus-4-7', 'Write a Python function to reverse a linked list.', { max_tokens: 1_024 }),
  },
  google: {
    summary: 'Gemini',
    value: asks('gemini-3-flash-preview', 'Summarise the French Revolution in 5 points.'),
  },
  deepseek: { summary: 'DeepSeek R1', value: asks('deepseek-r1-250528', 'Solve: if 2x+3=11, what is x?') },
  edge: { summary: 'A model of your own', value: asks('llama3.1-8b', 'Hello! What can you do?', { stream: true }) },
};

/** A whole answer. */
export const answerExample = {
  id: 'chatcmpl-0123456789abcdef0123456789abcdef',
  object: 'chat.completion',
  created: 1_795_364_531,
  model: 'gpt-5.4',
  choices: [
    {
      index: 0,
      message: {
        role: 'assistant',
        content: 'Quantum entanglement is a phenomenon…',
        refusal: null,
        annotations: [],
      },
      logprobs: null,
      finish_reason: 'stop',
    },
  ],
  usage: {
    prompt_tokens: 28,
    completion_tokens: 74,
    total_tokens: 102,
    cost: 0.00118,
    cost_details: { input: 0.00007, output: 0.00111 },
  },
};

/** One message of a streamed answer. */
export const chunkExample = {
  id: 'chatcmpl-0123456789abcdef0123456789abcdef',
  object: 'chat.completion.chunk',
  created: 1_795_364_531,
  model: 'claude-opus-4-7',
  choices: [{ index: 0, delta: { content: 'Salt' }, logprobs: null, finish_reason: null }],
};
