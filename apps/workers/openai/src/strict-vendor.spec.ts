import { type CompletionEvent, CompletionRequest, type Message, type ToolCall } from '@belugapi/contracts';
import type { FoldedCompletion } from '@belugapi/completion';
import { createCatalog, type ModelRow } from '@belugapi/model-catalog';
import { type CompletionTask, readServerSentEvents } from '@belugapi/provider-spec';
import {
  answerToolLoop,
  type EmulatedVendor,
  foldEvents,
  startEmulatedVendor,
  vendorComplaint,
} from '@belugapi/testing';
import { everything } from './__fixtures__/everything.js';
import { fittedTask } from './__fixtures__/fitted-task.js';
import { functionTool } from './__fixtures__/function-tool.js';
import { assistant, audio, functionCall, text, toolResult, user } from './__fixtures__/messages.js';
import { openAiAdapter } from './openai.adapter.js';

const rows = createCatalog()
  .models()
  .filter(({ provider }) => provider === 'openai');
let vendor: EmulatedVendor;

beforeAll(async () => {
  const reasoning = 'Ask for both at once.';
  vendor = await startEmulatedVendor({
    answer: (request) => vendorComplaint(request) ?? answerToolLoop(request, { reasoning }),
  });
});
afterAll(() => vendor.close());

/** What the vendor answers to a task, if need be in one of the other ways that its refusals point to. */
async function answered(task: CompletionTask, otherWays = 0): Promise<FoldedCompletion> {
  const { path, headers, body, stream } = openAiAdapter.toRequest(task);
  const response = await fetch(vendor.baseUrl + path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...openAiAdapter.authorize('key'), ...headers },
    body: typeof body === 'string' ? body : new Uint8Array(body),
  });
  if (!response.ok || !response.body) {
    const refusal = { status: response.status, headers: {}, body: await response.text() };
    const again = otherWays > 0 ? openAiAdapter.reroute?.(refusal, task) : undefined;
    if (!again) throw new Error(refusal.body);
    return answered(again, otherWays - 1);
  }
  if (!stream) return foldEvents(openAiAdapter.fromResponse(await response.text(), task));
  const events: CompletionEvent[] = [];
  for await (const together of openAiAdapter.fromStream(readServerSentEvents(response.body), task)) {
    events.push(...together);
  }
  return foldEvents(events);
}

function requestFor(row: ModelRow, reasoningEffort: string | undefined): CompletionRequest {
  const messages = row.wire === 'transcription' ? [user(audio('QUJD'))] : everything.messages;
  return { ...everything, messages, choiceCount: undefined, reasoningEffort };
}

describe('a vendor that refuses what OpenAI refuses', () => {
  const cases = rows.flatMap((row) => [undefined, 'none', 'high'].map((effort) => [row.id, effort, row] as const));

  it.each(cases)('takes a request with everything in it for %s, effort %s', async (_, effort, row) => {
    const folded = await answered(fittedTask(row, requestFor(row, effort)), 1);
    expect(folded.failure).toBeUndefined();
    expect(folded.choices).toHaveLength(1);
  });

  it.each([true, false])('takes its reasoning back in a tool loop (stream: %s)', async (stream) => {
    const row = rows.find(({ id }) => id === 'gpt-5.2') as ModelRow;
    const tools = [functionTool('weather')];
    const ask = (messages: Message[]) =>
      answered(fittedTask(row, CompletionRequest.create({ messages, stream, tools, reasoningEffort: 'high' })));
    const question = user(text('How warm is it in Tromsø and in Oslo?'));
    const [first] = (await ask([question])).choices;
    const calls: ToolCall[] = (first?.toolCalls ?? []).map(({ id, name, arguments: json }) =>
      functionCall(id, name, json),
    );
    expect(calls).toHaveLength(2);
    expect(first?.reasoningStates).toHaveLength(1);
    const answer = assistant([], { toolCalls: calls, reasoningState: [...(first?.reasoningStates ?? [])] });
    const results = calls.map(({ id }) => toolResult(id, text('4 °C')));
    const [last] = (await ask([question, answer, ...results])).choices;
    expect(last).toMatchObject({ content: 'The tools say: 4 °C and 4 °C.', reasoning: 'Ask for both at once.' });
  });
});
