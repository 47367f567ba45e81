import { CompletionRequest, ToolChoiceMode } from '@belugapi/contracts';
import { checkSupported } from './supported-fields.js';

const check = (request: Parameters<typeof CompletionRequest.fromPartial>[0]): void =>
  checkSupported(CompletionRequest.fromPartial(request), 'nano');

describe('checkSupported', () => {
  it.each([
    ['tools', { tools: [{ tool: { $case: 'function', value: { name: 'f' } } }] }],
    ['tool_choice', { toolChoice: { choice: { $case: 'mode', value: ToolChoiceMode.REQUIRED } } }],
    ['n', { choiceCount: 2 }],
    ['logprobs', { logprobs: true }],
    ['modalities', { modalities: ['text', 'audio'] }],
    ['audio', { audio: { voice: 'a', format: 'wav' } }],
    ['web_search_options', { webSearchOptions: {} }],
  ] as const)('refuses %s by its name, and names the model', (param, request) => {
    const attempt = (): void => check(request as Parameters<typeof check>[0]);
    expect(attempt).toThrow(expect.objectContaining({ failure: expect.objectContaining({ param }) as unknown }));
    expect(attempt).toThrow('nano');
  });

  it('takes what changes nothing', () => {
    const toolChoice = { choice: { $case: 'mode' as const, value: ToolChoiceMode.NONE } };
    const request = {
      toolChoice,
      choiceCount: 1,
      logprobs: false,
      modalities: ['text'],
      user: 'ann',
      reasoningEffort: 'low',
    };
    expect(() => check(request)).not.toThrow();
  });
});
