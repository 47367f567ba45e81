import { audioSeconds } from './audio-seconds.js';

interface Wav {
  readonly tag?: number;
  readonly channels?: number;
  readonly sampleRate?: number;
  readonly bits?: number;
  readonly byteRate?: number;
  readonly blockAlign?: number;
  readonly container?: string;
  readonly subformat?: string;
}

const pcm = '0100000000001000800000aa00389b71';
const bodyBytes = 96_000;

/** A header that agrees with itself, other than where told. */
function wav({ tag = 1, channels = 1, sampleRate = 16_000, bits = 16, ...told }: Wav): {
  readonly data: string;
  readonly format: string;
} {
  const header = Buffer.alloc(60);
  const blockAlign = told.blockAlign ?? (channels * bits) / 8;
  header.write(told.container ?? 'RIFF');
  header.write('WAVEfmt ', 8);
  header.writeUInt32LE(tag === 0xfffe ? 40 : 16, 16);
  header.writeUInt16LE(tag, 20);
  header.writeUInt16LE(channels, 22);
  header.writeUInt32LE(sampleRate, 24);
  header.writeUInt32LE(told.byteRate ?? sampleRate * blockAlign, 28);
  header.writeUInt16LE(blockAlign, 32);
  header.writeUInt16LE(bits, 34);
  if (told.subformat !== undefined) header.write(told.subformat, 44, 'hex');
  return { data: Buffer.concat([header, Buffer.alloc(bodyBytes - 60)]).toString('base64'), format: 'wav' };
}

it.each([
  ['PCM', {}, 3],
  ['PCM of 24 bits and two channels', { channels: 2, sampleRate: 48_000, bits: 24 }, 1 / 3],
  ['PCM at the slowest', { sampleRate: 8_000, bits: 8 }, 12],
  ['PCM at the fastest', { channels: 8, sampleRate: 192_000, bits: 64 }, 96 / 12_288],
  ['float', { tag: 3, bits: 32, sampleRate: 24_000 }, 1],
  ['A-law', { tag: 6, bits: 8, sampleRate: 8_000 }, 12],
  ['µ-law', { tag: 7, bits: 8, sampleRate: 8_000 }, 12],
  ['PCM in the extensible form', { tag: 0xfffe, channels: 2, sampleRate: 48_000, subformat: pcm }, 0.5],
] satisfies [string, Wav, number][])('a WAV is as long as its header says: %s', (_name, header, seconds) => {
  const told = audioSeconds(wav(header));
  expect(told.usual).toBeCloseTo(seconds, 6);
  expect(told.most).toBe(told.usual);
});

it.each([
  ['a byte rate of its own', { byteRate: 0xffff_ffff }],
  ['bytes per sample of its own', { blockAlign: 0xffff }],
  ['an impossible sample rate', { sampleRate: 192_001 }],
  ['a sample rate that nobody hears', { sampleRate: 4_000 }],
  ['too many channels', { channels: 9 }],
  ['no channel', { channels: 0 }],
  ['too many bits', { channels: 1, bits: 128 }],
  ['no bits', { bits: 0 }],
  ['compressed samples', { tag: 2 }],
  ['compressed samples in the extensible form', { tag: 0xfffe, subformat: pcm.replace('01', '02') }],
  ['no RIFF', { container: 'JUNK' }],
] satisfies [string, Wav][])('one that cannot be true is not believed: %s', (_name, header) => {
  expect(audioSeconds(wav(header))).toEqual({ usual: 3, most: 96 });
});

it('other recordings are taken by their size, and so is what is too short for a header', () => {
  const data = Buffer.alloc(48_000).toString('base64');
  expect(audioSeconds({ data, format: 'mp3' })).toEqual({ usual: 3, most: 48 });
  // Its bytes are a WAV's, its name is not: who decodes it by the name finds something else.
  expect(audioSeconds({ ...wav({}), format: 'mp3' })).toEqual({ usual: 6, most: 96 });
  expect(audioSeconds({ data: 'UklGRg==', format: 'wav' })).toMatchObject({ most: expect.closeTo(0.006, 6) as number });
});
