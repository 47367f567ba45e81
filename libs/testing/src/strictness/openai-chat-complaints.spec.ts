import { describeComplaints } from '../__fixtures__/describe-complaints.js';

const user = { role: 'user', content: 'hi' };
const call = { id: 'call_1', type: 'function', function: { name: 'weather', arguments: '{}' } };
const called = { role: 'assistant', content: '', tool_calls: [call] };
const result = { role: 'tool', tool_call_id: 'call_1', content: '4 degrees' };
const parameters = { type: 'object', properties: { city: { type: 'string' } } };
const tools = [{ type: 'function', function: { name: 'weather', parameters } }];

const messages = [user];
const loop = [user, called, result];

describeComplaints('openai', 'chat', [
  ['a plain request', 'gpt-4.1-mini-2025-04-14', { messages, max_tokens: 5, temperature: 0.5, stop: ['x'] }, undefined],
  ['a tool loop', 'gpt-4.1-mini-2025-04-14', { messages: loop, tools, parallel_tool_calls: true }, undefined],
  [
    'a call without result',
    'gpt-5.1',
    { messages: [user, called], tools },
    /must be followed by tool messages.*call_1/,
  ],
  ['a result without call', 'gpt-5.1', { messages: [user, result], tools }, /must be a response to a preceding/],
  ['max_tokens of a reasoning model', 'o3-2025-04-16', { messages, max_tokens: 5 }, /Use 'max_completion_tokens'/],
  ['its sampling', 'gpt-5-2025-08-07', { messages, temperature: 0.5 }, /'temperature' is not supported/],
  ['sampling without effort', 'gpt-5.2', { messages, temperature: 0.5 }, undefined],
  ['sampling with effort', 'gpt-5.2', { messages, temperature: 0.5, reasoning_effort: 'low' }, /'temperature'/],
  ['stop of o4-mini', 'o4-mini-2025-04-16', { messages, stop: ['x'] }, /'stop'/],
  ['stop of o3-mini', 'o3-mini-2025-01-31', { messages, stop: ['x'] }, undefined],
  ['an effort that it lacks', 'gpt-5.1', { messages, reasoning_effort: 'minimal' }, /does not support 'minimal'/],
  [
    'an effort of a model without',
    'gpt-4.1-mini-2025-04-14',
    { messages, reasoning_effort: 'low' },
    /'reasoning_effort'/,
  ],
  ['tools with effort', 'gpt-5.4', { messages, tools, reasoning_effort: 'low' }, /Please use \/v1\/responses/],
  ['a model of Responses', 'gpt-5.2-pro', { messages }, /only supported in v1\/responses/],
  [
    'a system message to o1-mini',
    'o1-mini-2024-09-12',
    { messages: [{ role: 'system', content: '' }] },
    /'messages\[0\].role'/,
  ],
  ['parallel_tool_calls of the o-series', 'o1-2024-12-17', { messages, tools, parallel_tool_calls: true }, /parallel/],
  ['a search of a model that cannot', 'gpt-5.2', { messages, web_search_options: {} }, /'web_search_options'/],
  ['tools of a search model', 'gpt-5-search-api', { messages, tools }, /'tools'/],
  [
    'a schema before its time',
    'gpt-4-1106-preview',
    { messages, response_format: { type: 'json_schema' } },
    /json_schema/,
  ],
  [
    'JSON unasked for',
    'gpt-5.1',
    { messages, response_format: { type: 'json_object' } },
    /must contain the word 'json'/,
  ],
  [
    'a field that nobody knows',
    'gpt-5.1',
    { messages, thinking: {} },
    /Unrecognized request argument supplied: thinking/,
  ],
  [
    'reasoning in a message',
    'gpt-5.1',
    { messages: [{ ...user, reasoning_content: '' }] },
    /messages\[0\].reasoning_content/,
  ],
]);
