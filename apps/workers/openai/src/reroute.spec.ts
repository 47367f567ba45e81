import type { CompletionRequest } from '@belugapi/contracts';
import { createCatalog } from '@belugapi/model-catalog';
import type { CompletionTask, UpstreamRefusal } from '@belugapi/provider-spec';
import { functionTool } from './__fixtures__/function-tool.js';
import { assistant, functionCall, text, toolResult, user } from './__fixtures__/messages.js';
import { taskOn } from './__fixtures__/task-on.js';
import { openAiAdapter } from './openai.adapter.js';

const row = createCatalog().findModel('gpt-5.4');
const refusal = (status: number, error: object): UpstreamRefusal => ({
  status,
  headers: {},
  body: JSON.stringify({ error: { type: 'invalid_request_error', code: null, ...error } }),
});
const toolsNeedResponses = refusal(400, {
  message:
    'Function tools with reasoning_effort are not supported for gpt-5.4 in /v1/chat/completions. Please use /v1/responses instead.',
  param: 'reasoning_effort',
});
const onlyInResponses = refusal(404, {
  message: 'This model is only supported in v1/responses and not in v1/chat/completions.',
  param: 'model',
});
const unverified = refusal(400, {
  message: 'Your organization must be verified to generate reasoning summaries.',
  param: 'reasoning.summary',
  code: 'unsupported_value',
});
const foreignReasoning = refusal(400, {
  message: 'The encrypted content gAAA...Rg== could not be verified.',
  param: null,
  code: 'invalid_encrypted_content',
});

const rerouted = (told: UpstreamRefusal, task: CompletionTask) => openAiAdapter.reroute?.(told, task);
const bodyOf = (task: CompletionTask | undefined) =>
  JSON.parse(String(task && openAiAdapter.toRequest(task).body)) as Record<string, unknown>;

describe('another way after a refusal', () => {
  it.each([
    ['tools while it reasons', toolsNeedResponses],
    [
      'the same in the words of gpt-5.6',
      refusal(400, {
        message:
          "Function tools with reasoning_effort are not supported for gpt-5.6-sol in /v1/chat/completions. To use function tools, use /v1/responses or set reasoning_effort to 'none'.",
        param: 'reasoning_effort',
      }),
    ],
    ['a model of the other endpoint', onlyInResponses],
  ])('is Responses for %s', (_, told) => {
    const task = taskOn('chat', { tools: [functionTool('weather')], reasoningEffort: 'high' }, { row });
    const again = rerouted(told, task);
    expect(again).toEqual({ ...task, route: { ...task.route, wire: 'responses' } });
    expect(again && openAiAdapter.toRequest(again).path).toBe('/responses');
    expect(task.route.wire).toBe('chat');
  });

  it.each<[string, Partial<CompletionRequest>]>([
    ['several choices', { choiceCount: 2 }],
    ['stop sequences', { stop: ['END'] }],
    ['audio', { modalities: ['text', 'audio'], audio: { voice: 'ash', format: 'mp3' } }],
  ])('is not Responses, which has no %s', (_, request) => {
    expect(rerouted(toolsNeedResponses, taskOn('chat', request, { row }))).toBeUndefined();
  });

  it('is the same without a summary for an organisation that may not read one', () => {
    const task = taskOn('responses', { reasoningEffort: 'high' }, { row });
    expect(bodyOf(task)['reasoning']).toEqual({ effort: 'high', summary: 'auto' });
    expect(bodyOf(rerouted(unverified, task))['reasoning']).toEqual({ effort: 'high', summary: null });
  });

  it.each([
    ['cannot read', foreignReasoning],
    [
      'does not find',
      refusal(404, { message: "Item with id 'rs_1' not found. Items are not persisted when `store` is set to false." }),
    ],
    [
      'misses the sequel of',
      refusal(400, {
        message: "Item 'rs_1' of type 'reasoning' was provided without its required following item.",
        param: 'input',
      }),
    ],
  ])('is the same without reasoning that the vendor %s', (_, told) => {
    const states = [{ provider: 'openai', kind: 'reasoning_item', data: Buffer.from('{"type":"reasoning"}') }];
    const call = assistant([], { toolCalls: [functionCall('call_1', 'weather', '{}')], reasoningState: states });
    const task = taskOn('responses', { messages: [user(text('Hi')), call, toolResult('call_1', text('4'))] }, { row });
    const again = rerouted(told, task);
    expect(bodyOf(task)['input']).toHaveLength(4);
    expect(bodyOf(again)['input']).toMatchObject([{ role: 'user' }, { type: 'function_call' }, { call_id: 'call_1' }]);
  });

  const chat = taskOn('chat', {}, { row });
  const responses = taskOn('responses', {}, { row });
  it.each([
    ['over Responses already', onlyInResponses, responses],
    ['of another model that is not there', refusal(404, { message: 'The model does not exist.' }), chat],
    ['of an effort alone', refusal(400, { message: 'Unsupported value', param: 'reasoning_effort' }), chat],
    ['of the summary on the chat wire', unverified, chat],
    ['of reasoning that was not sent', foreignReasoning, responses],
    ['of an item of the caller’s', refusal(404, { message: "Item with id 'fc_1' not found." }), responses],
    ['of another value', refusal(400, { param: 'reasoning.effort', code: 'unsupported_value' }), responses],
    ['with such a text and another status', { ...toolsNeedResponses, status: 500 }, chat],
    ['that is no JSON', { status: 404, headers: {}, body: 'only supported in v1/responses' }, chat],
    ['that is null', { status: 404, headers: {}, body: 'null' }, chat],
    ['of a recording', onlyInResponses, taskOn('transcription')],
  ])('is not looked for after a refusal %s', (_, told, task) => {
    expect(rerouted(told, task)).toBeUndefined();
  });
});
