import type { AudioPart } from '@belugapi/contracts';
import { wavByteRate } from './wav-byte-rate.js';

// MP3 at 128 kbit/s and samples of 16 bits at 16 kHz are common; 8 kbit/s is the least that speech is coded with.
const usualBytesPerSecond = { wav: 32_000, others: 16_000 } as const;
const fewestBytesPerSecond = 1_000;

/** How long a recording is, in seconds: as its WAV header says where that can be true; else roughly, and at most. */
export function audioSeconds({ data, format }: AudioPart): { readonly usual: number; readonly most: number } {
  const bytes = Math.floor((data.length * 3) / 4);
  const told = format === 'wav' ? wavByteRate(data) : undefined;
  if (told !== undefined) return { usual: bytes / told, most: bytes / told };
  const usual = format === 'wav' ? usualBytesPerSecond.wav : usualBytesPerSecond.others;
  return { usual: bytes / usual, most: bytes / fewestBytesPerSecond };
}
