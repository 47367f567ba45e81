import { describeRecordings } from '@belugapi/testing';
import { anthropicAdapter } from './anthropic.adapter.js';

describeRecordings(anthropicAdapter, {
  vendors: ['anthropic'],
  endpoint: 'anthropic.messages',
  countsAs: 'claude-sonnet-4-6',
});
