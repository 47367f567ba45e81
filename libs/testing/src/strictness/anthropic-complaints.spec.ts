import { describeComplaints } from '../__fixtures__/describe-complaints.js';
import { signatureOf } from '../wires/signature.js';
import { firstComplaint } from './complaint.js';
import { anthropicComplaints } from './anthropic-complaints.js';

const user = { role: 'user', content: 'hi' };
const messages = [user];
const parameters = { type: 'object', properties: { city: { type: 'string' } } };
const use = { type: 'tool_use', id: 'toolu_1', name: 'weather', input: {} };
const used = { role: 'assistant', content: [use] };
const thought = { type: 'thinking', thinking: 'Hm.', signature: signatureOf('Hm.') };
const answered = { role: 'user', content: [{ type: 'tool_result', tool_use_id: 'toolu_1', content: '4' }] };
const budget = { type: 'enabled', budget_tokens: 1024 };
const claude = { max_tokens: 4096, messages };

describeComplaints('anthropic', 'messages', [
  ['a plain request', 'claude-sonnet-4-6', { ...claude, temperature: 0.3, system: 'Be brief.' }, undefined],
  ['no limit', 'claude-sonnet-4-6', { messages }, /max_tokens: Field required/],
  ['a field of another vendor', 'claude-sonnet-4-6', { ...claude, n: 1 }, /n: Extra inputs are not permitted/],
  ['two user turns', 'claude-sonnet-4-6', { ...claude, messages: [user, user] }, /roles must alternate/],
  [
    'a system turn',
    'claude-sonnet-4-6',
    { ...claude, messages: [user, { ...user, role: 'system' }] },
    /Input should be 'user'/,
  ],
  ['no user first', 'claude-opus-4-5-20251101', { ...claude, messages: [used, answered] }, /first message must use/],
  ['an empty text', 'claude-sonnet-4-6', { ...claude, messages: [{ role: 'user', content: '' }] }, /must be non-empty/],
  ['a tool loop', 'claude-sonnet-4-6', { ...claude, messages: [user, used, answered] }, undefined],
  [
    'a use without result',
    'claude-sonnet-4-6',
    { ...claude, messages: [user, used, user] },
    /without `tool_result` blocks immediately after: toolu_1/,
  ],
  ['a result without use', 'claude-sonnet-4-6', { ...claude, messages: [answered] }, /unexpected `tool_use_id`/],
  [
    'an id of a strange form',
    'claude-sonnet-4-6',
    { ...claude, messages: [user, { ...used, content: [{ ...use, id: 'functions.f:0' }] }] },
    /tool_use.id/,
  ],
  [
    'a prefill',
    'claude-sonnet-4-6',
    { ...claude, messages: [user, { role: 'assistant', content: 'Well' }] },
    /prefill/,
  ],
  [
    'a prefill of an older model',
    'claude-opus-4-5-20251101',
    { ...claude, messages: [user, { role: 'assistant', content: 'Well' }] },
    undefined,
  ],
  ['both kinds of sampling', 'claude-sonnet-4-6', { ...claude, temperature: 1, top_p: 1 }, /cannot both be specified/],
  ['any sampling of Opus 4.7', 'claude-opus-4-7', { ...claude, top_p: 1 }, /top_p: not supported/],
  ['thinking', 'claude-haiku-4-5-20251001', { ...claude, thinking: budget }, undefined],
  [
    'too small a budget',
    'claude-haiku-4-5-20251001',
    { ...claude, thinking: { ...budget, budget_tokens: 1000 } },
    /greater than or equal to 1024/,
  ],
  [
    'a budget over the limit',
    'claude-haiku-4-5-20251001',
    { ...claude, max_tokens: 1024, thinking: budget },
    /must be greater than `thinking.budget_tokens`/,
  ],
  ['a budget of Opus 4.7', 'claude-opus-4-7', { ...claude, thinking: budget }, /Use thinking.type.adaptive/],
  [
    'adaptive thinking of an older model',
    'claude-haiku-4-5-20251001',
    { ...claude, thinking: { type: 'adaptive' } },
    /adaptive/,
  ],
  [
    'sampling while thinking',
    'claude-haiku-4-5-20251001',
    { ...claude, temperature: 0.3, thinking: budget },
    /when thinking is enabled/,
  ],
  [
    'a forced call while thinking',
    'claude-haiku-4-5-20251001',
    { ...claude, thinking: budget, tool_choice: { type: 'any' } },
    /forces tool use/,
  ],
  [
    'a lost thought',
    'claude-haiku-4-5-20251001',
    { ...claude, thinking: budget, messages: [user, used, answered] },
    /Expected `thinking`/,
  ],
  [
    'a kept thought',
    'claude-haiku-4-5-20251001',
    { ...claude, thinking: budget, messages: [user, { ...used, content: [thought, use] }, answered] },
    undefined,
  ],
  [
    'a changed thought',
    'claude-haiku-4-5-20251001',
    { ...claude, messages: [user, { ...used, content: [{ ...thought, thinking: 'Hm' }, use] }, answered] },
    /Invalid `signature`/,
  ],
  [
    'an effort that it lacks',
    'claude-opus-4-6',
    { ...claude, output_config: { effort: 'xhigh' } },
    /Supported levels: low, medium, high, max/,
  ],
  [
    'a tool without schema',
    'claude-sonnet-4-6',
    { ...claude, tools: [{ name: 'f', input_schema: {} }] },
    /input_schema.type/,
  ],
  [
    'a loose schema',
    'claude-sonnet-4-6',
    { ...claude, output_config: { format: { type: 'json_schema', schema: parameters } } },
    /additionalProperties/,
  ],
  [
    'a picture behind http',
    'claude-sonnet-4-6',
    { ...claude, messages: [{ role: 'user', content: [{ type: 'image', source: { type: 'url', url: 'http://x' } }] }] },
    /HTTPS/,
  ],
]);

it('asks for the version of its API', () => {
  const complained = firstComplaint(anthropicComplaints({ model: 'claude-opus-4-6', body: claude, headers: {} }));
  expect(complained?.error?.message).toBe('anthropic-version: header is required');
});
