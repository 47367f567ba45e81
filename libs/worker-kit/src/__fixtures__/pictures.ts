/** The smallest pictures of some kinds, or their beginnings, in base64. */
export const pictures = {
  png: 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==',
  gif: 'R0lGODlhAQABAAAAACH5BAEKAAEALAAAAAABAAEAAAICTAEAOw==',
  jpeg: Buffer.from('ffd8ffe000104a46494600010100000100010000', 'hex').toString('base64'),
  webp: Buffer.from(`52494646${'1a000000'}5745425056503820${'00'.repeat(18)}`, 'hex').toString('base64'),
  bmp: Buffer.from(`424d${'00'.repeat(52)}`, 'hex').toString('base64'),
} as const;

/** A PNG whose first 64 KiB are a colour profile. */
export function pngWithLargeProfile(): string {
  const png = Buffer.from(pictures.png, 'base64');
  const profile = Buffer.alloc(64 * 1024 + 12);
  profile.writeUInt32BE(64 * 1024, 0);
  profile.write('iCCP', 4, 'latin1');
  const afterHeader = 8 + 25;
  return Buffer.concat([png.subarray(0, afterHeader), profile, png.subarray(afterHeader)]).toString('base64');
}

/** An animated PNG, as its acTL chunk says. */
export function animatedPng(): string {
  const png = Buffer.from(pictures.png, 'base64');
  const control = Buffer.alloc(8 + 12);
  control.writeUInt32BE(8, 0);
  control.write('acTL', 4, 'latin1');
  const afterHeader = 8 + 25;
  return Buffer.concat([png.subarray(0, afterHeader), control, png.subarray(afterHeader)]).toString('base64');
}
