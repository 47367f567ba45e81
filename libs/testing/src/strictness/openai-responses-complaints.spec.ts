import { describeComplaints } from '../__fixtures__/describe-complaints.js';
import { signatureOf } from '../wires/signature.js';

const parameters = { type: 'object', properties: { city: { type: 'string' } } };
const tools = [{ type: 'function', function: { name: 'weather', parameters } }];
const messages = [{ role: 'user', content: 'hi' }];
const input = [{ role: 'user', content: [{ type: 'input_text', text: 'hi' }] }];
const functionCall = { type: 'function_call', call_id: 'call_1', name: 'weather', arguments: '{}' };
const output = { type: 'function_call_output', call_id: 'call_1', output: '4' };
const reasoning = { type: 'reasoning', id: 'rs_1', summary: [], encrypted_content: signatureOf('rs_1') };

describeComplaints('openai', 'responses', [
  ['a plain request', 'gpt-5.2-pro', { input, max_output_tokens: 16, store: false }, undefined],
  ['a tool loop', 'gpt-5.2', { input: [...input, reasoning, functionCall, output] }, undefined],
  [
    'reasoning that was changed',
    'gpt-5.2',
    { input: [...input, { ...reasoning, id: 'rs_2' }, functionCall, output] },
    /could not be verified/,
  ],
  ['reasoning alone', 'gpt-5.2', { input: [reasoning, ...input] }, /without its required following item/],
  [
    'a call without output',
    'gpt-5.2',
    { input: [...input, functionCall] },
    /No tool output found for function call call_1/,
  ],
  ['an output without call', 'gpt-5.2', { input: [...input, output] }, /No tool call found/],
  ['a tool of the other API', 'gpt-5.2', { input, tools }, /Missing required parameter: 'tools\[0\].name'/],
  [
    'a schema that is strict by default',
    'gpt-5.2',
    { input, tools: [{ type: 'function', name: 'f', parameters }] },
    /additionalProperties/,
  ],
  ['messages', 'gpt-5.2', { messages }, /Unknown parameter: 'messages'/],
  [
    'input text of an assistant',
    'gpt-5.2',
    { input: [{ ...input[0], role: 'assistant' }] },
    /Invalid value: 'input_text'/,
  ],
  ['a small limit', 'gpt-5.2', { input, max_output_tokens: 5 }, />= 16/],
  ['sampling', 'gpt-5.2-pro', { input, temperature: 1 }, /'temperature'/],
  ['an effort too low', 'gpt-5.2-pro', { input, reasoning: { effort: 'low' } }, /medium, high, xhigh/],
  ['a stream of gpt-5-pro', 'gpt-5-pro-2025-10-06', { input, stream: true }, /does not support true/],
  ['verbosity of codex', 'gpt-5.1-codex', { input, text: { verbosity: 'low' } }, /verbosity/],
]);

describeComplaints('openai', 'transcription', [
  ['a file', 'gpt-4o-transcribe', { model: 'm', file: { name: 'audio.wav', size: 5 } }, undefined],
  ['no file', 'gpt-4o-transcribe', { model: 'm' }, /'file'/],
  ['a name without ending', 'gpt-4o-transcribe', { file: { name: 'audio', size: 5 } }, /Unrecognized file format/],
  [
    'subtitles',
    'gpt-4o-transcribe',
    { file: { name: 'a.mp3', size: 5 }, response_format: 'srt' },
    /Use 'json' instead/,
  ],
]);
