import type { VendorCompletion } from '../emulated-vendor-answer.js';

/** An answer with everything in it. */
export const eventfulAnswer = {
  tokens: ['Deep', ' blue', ' – 🐋'],
  reasoning: 'Whales first. Then colours.',
  toolCalls: [
    { name: 'weather', arguments: '{"city":"Tromsø"}', pieces: 3 },
    { name: 'clock', arguments: '{}' },
  ],
  promptTokens: 20,
  cachedTokens: 8,
} as const satisfies VendorCompletion;
