import { describeComplaints } from '../__fixtures__/describe-complaints.js';
import { callSignature } from '../wires/gemini-wire.js';

const messages = [{ role: 'user', content: 'hi' }];
const parameters = { type: 'object', properties: { city: { type: 'string' } } };
const asked = { role: 'user', parts: [{ text: 'hi' }] };
const signed = { functionCall: { name: 'weather', args: {} }, thoughtSignature: callSignature('weather', {}) };
const made = { role: 'model', parts: [signed] };
const responded = { role: 'user', parts: [{ functionResponse: { name: 'weather', response: { degrees: 4 } } }] };
const declared = (schema: object) => [{ functionDeclarations: [{ name: 'weather', ...schema }] }];
const config = (generationConfig: object) => ({ contents: [asked], generationConfig });

describeComplaints('google', 'generate-content', [
  [
    'a plain request',
    'gemini-3-flash-preview',
    config({ temperature: 1, thinkingConfig: { thinkingLevel: 'low' } }),
    undefined,
  ],
  ['a tool loop', 'gemini-3-flash-preview', { contents: [asked, made, responded] }, undefined],
  [
    'a lost signature',
    'gemini-3-flash-preview',
    { contents: [asked, { ...made, parts: [{ ...signed, thoughtSignature: undefined }] }, responded] },
    /missing a thought_signature.*position 2/,
  ],
  [
    'a lost signature of 2.5',
    'gemini-2.5-flash',
    { contents: [asked, { ...made, parts: [{ ...signed, thoughtSignature: undefined }] }, responded] },
    undefined,
  ],
  [
    'another signature',
    'gemini-3-flash-preview',
    { contents: [asked, { ...made, parts: [{ ...signed, thoughtSignature: 'c2ln' }] }, responded] },
    /Corrupted/,
  ],
  [
    'the word for a lost one',
    'gemini-3-flash-preview',
    {
      contents: [
        asked,
        { ...made, parts: [{ ...signed, thoughtSignature: 'skip_thought_signature_validator' }] },
        responded,
      ],
    },
    undefined,
  ],
  [
    'no response to a call',
    'gemini-2.5-flash',
    { contents: [asked, made, asked] },
    /number of function response parts/,
  ],
  ['a response to no call', 'gemini-2.5-flash', { contents: [asked, responded] }, /immediately after a function call/],
  ['a content without parts', 'gemini-2.5-flash', { contents: [{ role: 'user', parts: [] }] }, /must not be empty/],
  [
    'an empty text',
    'gemini-2.5-flash',
    { contents: [{ role: 'user', parts: [{ text: '' }] }] },
    /one initialized field/,
  ],
  ['a system turn', 'gemini-2.5-flash', { contents: [{ ...asked, role: 'system' }] }, /valid role/],
  [
    'a level and a budget',
    'gemini-3-flash-preview',
    config({ thinkingConfig: { thinkingLevel: 'low', thinkingBudget: 5 } }),
    /only one of/,
  ],
  [
    'a level that it lacks',
    'gemini-3.1-pro-preview',
    config({ thinkingConfig: { thinkingLevel: 'minimal' } }),
    /MINIMAL is not supported/,
  ],
  [
    'no thinking at all of 2.5 Pro',
    'gemini-2.5-pro',
    config({ thinkingConfig: { thinkingBudget: 0 } }),
    /between 128 and 32768/,
  ],
  ['no thinking at all of 2.5 Flash', 'gemini-2.5-flash', config({ thinkingConfig: { thinkingBudget: 0 } }), undefined],
  [
    'thinking of 2.0',
    'gemini-2.0-flash',
    config({ thinkingConfig: { includeThoughts: true } }),
    /not supported by this model/,
  ],
  [
    'JSON Schema where OpenAPI stands',
    'gemini-2.5-flash',
    { contents: [asked], tools: declared({ parameters: { ...parameters, $schema: 'x' } }) },
    /Unknown name "\$schema"/,
  ],
  [
    'JSON Schema in its own field',
    'gemini-2.5-flash',
    { contents: [asked], tools: declared({ parametersJsonSchema: { ...parameters, $schema: 'x' } }) },
    undefined,
  ],
  [
    'an object without properties',
    'gemini-2.5-flash',
    { contents: [asked], tools: declared({ parameters: { type: 'object', properties: {} } }) },
    /non-empty for OBJECT/,
  ],
  [
    'JSON and tools of 2.5',
    'gemini-2.5-flash',
    { ...config({ responseMimeType: 'application/json' }), tools: declared({}) },
    /is unsupported/,
  ],
  [
    'JSON and tools of 3',
    'gemini-3-flash-preview',
    { ...config({ responseMimeType: 'application/json' }), tools: declared({}) },
    undefined,
  ],
  [
    'a GIF',
    'gemini-2.5-flash',
    { contents: [{ role: 'user', parts: [{ inlineData: { mimeType: 'image/gif', data: 'AAAA' } }] }] },
    /Unsupported MIME type/,
  ],
  ['a seed of 33 bits', 'gemini-2.5-flash', config({ seed: 2 ** 32 }), /TYPE_INT32/],
  ['six stop words', 'gemini-2.5-flash', config({ stopSequences: 'a b c d e f'.split(' ') }), /at most 5/],
  ['a field of another vendor', 'gemini-2.5-flash', { contents: [asked], messages }, /Unknown name "messages"/],
]);
