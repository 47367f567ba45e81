import { ServiceLog } from './service-log.js';

function logged(...chunks: Buffer[]): { lines: string[]; log: ServiceLog } {
  const lines: string[] = [];
  const log = new ServiceLog((line) => lines.push(line));
  for (const chunk of chunks) log.write(chunk);
  return { lines, log };
}

test('hands on whole lines, however they arrive', () => {
  const bytes = Buffer.from('grüße\r\nzweite 🐋\n\nrest');
  for (let cut = 0; cut <= bytes.length; cut++) {
    const { lines, log } = logged(bytes.subarray(0, cut), bytes.subarray(cut));
    expect(lines).toEqual(['grüße', 'zweite 🐋', '']);
    log.end();
    expect(lines.at(-1)).toBe('rest');
  }
});

test('remembers the last twenty lines', () => {
  const { log } = logged(Buffer.from(Array.from({ length: 30 }, (_, index) => `${index}\n`).join('')));
  expect(log.tail()).toEqual(Array.from({ length: 20 }, (_, index) => String(index + 10)));
});

test('a line that never ends is cut, not collected', () => {
  const { lines } = logged(...Array.from({ length: 10 }, () => Buffer.alloc(30_000, 'x')));
  expect(lines.length).toBeGreaterThan(2);
  expect(lines.join('').length).toBeGreaterThan(200_000);
});
