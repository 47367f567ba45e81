import { describeRecordings } from '@belugapi/testing';
import type { WireChoice, WireMessage } from './chat-wire.js';
import { openAiDialect } from './openai-dialect.js';

// OpenRouter's, Groq's and Cerebras's name of it; the others of the folder use the dialect's own.
const reasoningOf = (delta: WireMessage & { readonly reasoning?: string | null }): WireMessage => ({
  ...delta,
  reasoning_content: delta.reasoning_content ?? delta.reasoning ?? null,
});
const renamed = (choice: WireChoice): WireChoice => ({
  ...choice,
  ...(choice.delta && { delta: reasoningOf(choice.delta) }),
});

const adapter = openAiDialect({
  provider: 'edge',
  defaultBaseUrl: 'http://127.0.0.1:8000/v1',
  adjustAnswer: (answer) => ({ ...answer, ...(answer.choices && { choices: answer.choices.map(renamed) }) }),
});

describeRecordings(adapter, { vendors: ['openai-compatible'], endpoint: 'openai.chat' });
