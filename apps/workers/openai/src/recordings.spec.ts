import { describeRecordings } from '@belugapi/testing';
import { openAiAdapter } from './openai.adapter.js';
import { taskOn } from './__fixtures__/task-on.js';

describeRecordings(openAiAdapter, { vendors: ['openai-chat'], endpoint: 'openai.chat' });

describeRecordings(openAiAdapter, {
  vendors: ['openai-responses'],
  endpoint: 'openai.responses',
  task: (stream) => taskOn('responses', { stream }),
  except: {
    'openai-responses/openai-custom-tool.1.json':
      'expected.json knows of no custom tool calls; ours are checked in responses.spec.ts',
    'openai-responses/openai-shell-container.1.chunks.txt':
      'shortened by hand: its deltas do not add up to the text of its item',
  },
});

describeRecordings(openAiAdapter, {
  vendors: ['openai-transcription'],
  endpoint: 'openai.transcription',
  task: (stream) => taskOn('transcription', { stream }),
});
