import type { CompletionEvent } from '@belugapi/contracts';
import type { ProviderAdapter } from '@belugapi/provider-spec';
import { describeRecordings } from '@belugapi/testing';
import { googleAdapter } from './google.adapter.js';

// Most recordings have calls without an id, and the index then wants none; ours has been given one of its own.
const withoutOwnIds = ({ event }: CompletionEvent): CompletionEvent =>
  event?.$case === 'toolCallStarted' && /^call_[0-9a-f]{24}$/.test(event.value.id)
    ? { event: { $case: 'toolCallStarted', value: { ...event.value, id: '' } } }
    : { event };

const adapter: ProviderAdapter = {
  ...googleAdapter,
  async *fromStream(messages, task) {
    for await (const events of googleAdapter.fromStream(messages, task)) yield events.map(withoutOwnIds);
  },
  fromResponse: (body, task) => googleAdapter.fromResponse(body, task).map(withoutOwnIds),
};

describeRecordings(adapter, {
  vendors: ['google'],
  endpoint: 'google.generateContent',
  countsAs: 'gemini-3-flash-preview',
  except: {
    // The index calls it a choice that ended in content_filter; README §8 and the adapter answer 400 (synthetic-blocked-prompt).
    'google/synthetic-prompt-blocked.json': 'a refused prompt is a failure, not a choice',
  },
});
