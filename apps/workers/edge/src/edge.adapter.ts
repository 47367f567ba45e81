import { type ChatRequest, openAiDialect, type WireChoice, type WireMessage } from '@belugapi/dialect-openai';

/** Any OpenAI-compatible engine: vLLM, SGLang, llama-server, TGI, or a host of open weights. */
export const edgeAdapter = openAiDialect({
  provider: 'edge',
  defaultBaseUrl: 'http://127.0.0.1:8000/v1',
  adjustRequest: withoutDeveloperRole,
  adjustAnswer: (answer) => ({ ...answer, ...(answer.choices && { choices: answer.choices.map(withReasoning) }) }),
});

// The engines render chat templates, and those know system, not developer.
function withoutDeveloperRole(body: ChatRequest): ChatRequest {
  const messages = body.messages.map((message) =>
    message['role'] === 'developer' ? { ...message, role: 'system' } : message,
  );
  return { ...body, messages };
}

function withReasoning(choice: WireChoice): WireChoice {
  const { delta, message } = choice;
  if (delta) return { ...choice, delta: renamed(delta) };
  return message ? { ...choice, message: renamed(message) } : choice;
}

function renamed(message: EngineMessage): EngineMessage {
  return message.reasoning ? { ...message, reasoning_content: message.reasoning } : message;
}

/** Cerebras, Groq and newer vLLM call it `reasoning`. */
interface EngineMessage extends WireMessage {
  readonly reasoning?: string | null;
}
