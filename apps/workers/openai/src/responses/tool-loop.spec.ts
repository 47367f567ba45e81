import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { ToolCall } from '@belugapi/contracts';
import type { FoldedCompletion } from '@belugapi/completion';
import { createCatalog } from '@belugapi/model-catalog';
import { foldEvents, streamedEvents } from '@belugapi/testing';
import { functionTool } from '../__fixtures__/function-tool.js';
import { assistant, customCall, functionCall, text, toolResult, user } from '../__fixtures__/messages.js';
import { taskOn } from '../__fixtures__/task-on.js';
import { openAiAdapter } from '../openai.adapter.js';

const row = createCatalog().findModel('gpt-5.4');
const question = user(text('How warm is it in Tromsø and in Oslo?'));
const tools = [functionTool('weather'), functionTool('tide_table')];
const file = (name: string) => readFileSync(path.join(__dirname, '__fixtures__', name));

const calls: Readonly<Record<string, (id: string, name: string, json: string) => ToolCall>> = {
  true: customCall,
  false: functionCall,
};

/** The input of the turn that follows an answer, once its calls have been made and its states been put back. */
function nextInput({ choices: [choice] }: FoldedCompletion): unknown {
  const made = choice?.toolCalls ?? [];
  const answer = assistant(choice?.content ? [text(choice.content)] : [], {
    toolCalls: made.map(
      ({ id, name, custom, arguments: given }) => calls[String(custom)]?.(id, name, given) as ToolCall,
    ),
    reasoningState: [...(choice?.reasoningStates ?? [])],
  });
  const messages = [question, answer, ...made.map(({ id }) => toolResult(id, text('4 °C')))];
  const { body } = openAiAdapter.toRequest(taskOn('responses', { messages, tools }, { row }));
  return (JSON.parse(String(body)) as { input: unknown }).input;
}

describe('a tool loop over the Responses API', () => {
  const task = taskOn('responses', { stream: true, messages: [question], tools }, { row });
  const streamed = async (name: string) => foldEvents(await streamedEvents(openAiAdapter, [file(`${name}.sse`)], task));

  it('asks for the reasoning that it will have to give back', () => {
    expect(JSON.parse(String(openAiAdapter.toRequest(task).body))).toMatchObject({
      store: false,
      include: ['reasoning.encrypted_content'],
    });
    expect(openAiAdapter.remembersReasoning).toBe(true);
  });

  it('gives the reasoning back before the calls, and the results after them', async () => {
    expect(nextInput(await streamed('synthetic-reasoning-and-calls'))).toEqual([
      { role: 'user', content: [{ type: 'input_text', text: 'How warm is it in Tromsø and in Oslo?' }] },
      {
        type: 'reasoning',
        id: 'rs_1',
        summary: [
          { type: 'summary_text', text: '**Two cities**' },
          { type: 'summary_text', text: 'Ask for both at once.' },
        ],
        encrypted_content: 'gAAAA-synthetic',
      },
      {
        type: 'function_call',
        call_id: 'call_north',
        name: 'weather',
        arguments: '{"city":"Tromsø","unit":"celsius"}',
      },
      { type: 'function_call', call_id: 'call_south', name: 'weather', arguments: '{"city":"Oslo"}' },
      { type: 'function_call_output', call_id: 'call_north', output: '4 °C' },
      { type: 'function_call_output', call_id: 'call_south', output: '4 °C' },
    ]);
  });

  it('is the same where the answer came whole', async () => {
    const name = 'synthetic-reasoning-and-calls';
    const whole = foldEvents(openAiAdapter.fromResponse(file(`${name}.json`).toString(), task));
    expect(nextInput(whole)).toEqual(nextInput(await streamed(name)));
  });

  it.each([
    ['custom-call', ['custom_tool_call', 'custom_tool_call_output'], ['call_sql', 'call_sql']],
    [
      'parallel-wrapper',
      ['function_call', 'function_call', 'function_call_output', 'function_call_output'],
      ['call_all_0', 'call_all_1', 'call_all_0', 'call_all_1'],
    ],
  ])('goes on after %s', async (name, types, ids) => {
    const items = nextInput(await streamed(`synthetic-${name}`)) as Record<string, unknown>[];
    expect(items.slice(1).map(({ type }) => type)).toEqual(types);
    expect(items.slice(1).map(({ call_id: id }) => id)).toEqual(ids);
  });
});
