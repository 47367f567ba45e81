import { describeRecordings } from '@belugapi/testing';
import { openAiAdapter } from './openai.adapter.js';

describeRecordings(openAiAdapter, { vendors: ['openai-chat'], endpoint: 'openai.chat' });
