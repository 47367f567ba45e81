import { type Provider, providers } from '@belugapi/model-catalog';
import { anthropicWire } from './anthropic-wire.js';
import { chatWire } from './chat-wire.js';
import { geminiWire } from './gemini-wire.js';
import { responsesWire } from './responses-wire.js';
import { transcriptionWire } from './transcription-wire.js';
import type { VendorWire } from './vendor-wire.js';

const wires = [chatWire, anthropicWire, geminiWire, responsesWire, transcriptionWire];

/** The protocol whose endpoint a path is, and whose vendor it is meant for: its first segment may name one. */
export function findWire(path: string): { readonly wire: VendorWire; readonly provider: Provider } | undefined {
  const wire = wires.find((candidate) => candidate.path.test(path));
  if (!wire) return undefined;
  const named = providers.find((provider) => path.startsWith(`/${provider}/`));
  return { wire, provider: named ?? wire.provider };
}
