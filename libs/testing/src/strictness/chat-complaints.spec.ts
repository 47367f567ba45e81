import { describeComplaints } from '../__fixtures__/describe-complaints.js';

const user = { role: 'user', content: 'hi' };
const call = { id: 'call_1', type: 'function', function: { name: 'weather', arguments: '{}' } };
const called = { role: 'assistant', content: '', tool_calls: [call] };
const result = { role: 'tool', tool_call_id: 'call_1', content: '4 degrees' };
const parameters = { type: 'object', properties: { city: { type: 'string' } } };
const tools = [{ type: 'function', function: { name: 'weather', parameters } }];
const thinking = { type: 'enabled' };

const messages = [user];
const loop = [user, called, result];
const thoughtful = { ...called, reasoning_content: 'Hm.' };

describeComplaints('deepseek', 'chat', [
  ['a plain request', 'deepseek-v3.2', { messages, thinking: { type: 'disabled' } }, undefined],
  [
    'a loop that keeps its reasoning',
    'deepseek-r1-0528',
    { messages: [user, thoughtful, result], tools, thinking },
    undefined,
  ],
  ['a loop that lost it', 'deepseek-r1-0528', { messages: loop, tools, thinking }, /must be passed back/],
  ['a loop without thinking', 'deepseek-v3.2', { messages: loop, tools, thinking: { type: 'disabled' } }, undefined],
  [
    'older reasoning to R1',
    'deepseek-r1-0528',
    { messages: [{ role: 'assistant', content: 'a', reasoning_content: 'b' }], thinking },
    /earlier turns/,
  ],
  ['a developer', 'deepseek-v3.2', { messages: [{ ...user, role: 'developer' }] }, /unknown variant `developer`/],
  [
    'a picture',
    'deepseek-v3.2',
    { messages: [{ role: 'user', content: [{ type: 'image_url' }] }] },
    /unknown variant `image_url`/,
  ],
  ['a picture to read', 'deepseek-ocr', { messages: [{ role: 'user', content: [{ type: 'image_url' }] }] }, undefined],
  [
    'a forced call while thinking',
    'deepseek-r1-0528',
    { messages, tools, thinking, tool_choice: 'required' },
    /tool_choice/,
  ],
  ['a schema', 'deepseek-v3.2', { messages, response_format: { type: 'json_schema' } }, /unavailable now/],
  ['JSON unasked for', 'deepseek-v3.2', { messages, response_format: { type: 'json_object' } }, /the word 'json'/],
]);

describeComplaints('zhipu', 'chat', [
  ['a tool loop', 'glm-4.7', { messages: loop, tools, tool_choice: 'auto', temperature: 0.9, stop: ['x'] }, undefined],
  ['only system', 'glm-4.7', { messages: [{ role: 'system', content: 'x' }] }, /messages parameter is illegal/],
  [
    'parts',
    'glm-4.7',
    { messages: [{ role: 'user', content: [{ type: 'text', text: 'hi' }] }] },
    /messages\[0\].content/,
  ],
  ['a forced call', 'glm-4.7', { messages, tools, tool_choice: 'required' }, /tool_choice/],
  ['zero temperature', 'glm-4.7', { messages, temperature: 0 }, /temperature/],
  ['a schema', 'glm-4.7', { messages, response_format: { type: 'json_schema' } }, /response_format/],
  ['two stop words', 'glm-4.7', { messages, stop: ['a', 'b'] }, /stop/],
  ['stream_options', 'glm-4.7', { messages, stream_options: {} }, /stream_options/],
]);

describeComplaints('minimax', 'chat', [
  ['a tool loop', 'MiniMax-M2.1', { messages: loop, tools, reasoning_split: true }, undefined],
  ['small letters', 'minimax-m2.1', { messages }, /unknown model.*\(2013\)/],
  [
    'a second system message',
    'MiniMax-M2.1',
    { messages: [user, { role: 'system', content: 'x' }] },
    /invalid message role: system \(2013\)/,
  ],
  ['null content', 'MiniMax-M2.1', { messages: [user, { ...called, content: null }, result] }, /content is null/],
  ['stream_options', 'MiniMax-M2.1', { messages, stream_options: {} }, /stream_options/],
  ['a tool choice', 'MiniMax-M2.1', { messages, tools, tool_choice: 'auto' }, /tool_choice/],
  ['zero temperature', 'MiniMax-M2.1', { messages, temperature: 0 }, /temperature/],
]);

describeComplaints('moonshot', 'chat', [
  [
    'a loop that keeps its reasoning',
    'kimi-k2-thinking',
    { messages: [user, thoughtful, result], tools, thinking },
    undefined,
  ],
  [
    'a loop that lost it',
    'kimi-k2-thinking',
    { messages: loop, tools, thinking },
    /reasoning_content is missing.*index 1/,
  ],
  [
    'null content of a call',
    'kimi-k2-instruct',
    { messages: [user, { ...called, content: null }, result], tools },
    undefined,
  ],
  ['a forced call', 'kimi-k2-instruct', { messages, tools, tool_choice: 'required' }, /tool_choice=required/],
  ['a temperature of K2.6', 'kimi-k2.6', { messages, temperature: 0.5 }, /only 1 is allowed/],
  [
    'strict tools',
    'kimi-k2-instruct',
    { messages, tools: [{ function: { name: 'f', parameters, strict: true } }] },
    /strict/,
  ],
  ['an effort', 'kimi-k2-thinking', { messages, reasoning_effort: 'none' }, /reasoning_effort/],
  ['a long stop word', 'kimi-k2-instruct', { messages, stop: ['x'.repeat(33)] }, /32 bytes/],
]);

describeComplaints('edge', 'chat', [
  [
    'a tool loop',
    'gpt-oss-120b',
    { messages: loop, tools, reasoning_effort: 'low', reasoning_format: 'parsed' },
    undefined,
  ],
  ['penalties', 'llama3.1-8b', { messages, frequency_penalty: 1 }, /'body.frequency_penalty' is unsupported/],
  ['no effort of gpt-oss', 'gpt-oss-120b', { messages, reasoning_effort: 'none' }, /'none' is not supported/],
  [
    'strict tools of Qwen',
    'qwen-3-235b-a22b-instruct-2507',
    { messages, tools: [{ function: { strict: true } }] },
    /strict/,
  ],
  [
    'reasoning under another name',
    'gpt-oss-120b',
    { messages: [user, thoughtful, result] },
    /messages.1.assistant.reasoning_content/,
  ],
  ['a picture', 'llama3.1-8b', { messages: [{ role: 'user', content: [{ type: 'image_url' }] }] }, /must be text/],
]);
