import { describeRecordings } from '@belugapi/testing';
import { openAiDialect } from './openai-dialect.js';

const adapter = openAiDialect({ provider: 'edge', defaultBaseUrl: 'http://127.0.0.1:8000/v1' });

describeRecordings(adapter, { vendors: ['openai-compatible'], endpoint: 'openai.chat' });
