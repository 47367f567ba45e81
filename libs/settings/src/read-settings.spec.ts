import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { z } from 'zod';
import { readSettings } from './read-settings.js';

const schema = z.object({
  TOKEN: z.string({ error: 'is required' }).min(4).meta({ description: 'the token', secret: true }),
  MODE: z.string().optional().describe('not secret'),
});
const folder = mkdtempSync(path.join(tmpdir(), 'belugapi-settings-'));
afterAll(() => rmSync(folder, { recursive: true }));
const fileWith = (text: string): string => {
  const file = path.join(folder, 'secret');
  writeFileSync(file, text);
  return file;
};

test.each(['hunter2', 'hunter2\n', 'hunter2\r\n'])('a secret comes from a file: %j', (text) => {
  expect(readSettings(schema, { TOKEN: '', TOKEN_FILE: fileWith(text) })).toEqual({
    settings: { TOKEN: 'hunter2' },
    environment: { TOKEN: 'hunter2' },
  });
});

test('only the last line break goes', () => {
  expect(readSettings(schema, { TOKEN_FILE: fileWith(' two\nlines \n\n') })).toMatchObject({
    settings: { TOKEN: ' two\nlines \n' },
  });
});

test.each([
  [{ TOKEN: 'hunter2', TOKEN_FILE: '/etc/token' }, 'TOKEN', 'is set, and so is TOKEN_FILE: keep one of them'],
  [{ TOKEN_FILE: '/missing/token' }, 'TOKEN_FILE', 'names a file that cannot be read (ENOENT)'],
  // The secret itself, where its file was meant.
  [{ TOKEN_FILE: 'hunter2' }, 'TOKEN_FILE', 'names a file that cannot be read (ENOENT)'],
  [{ TOKEN_FILE: 'hunter2'.repeat(99) }, 'TOKEN_FILE', 'names a file that cannot be read (ENAMETOOLONG)'],
  [{ TOKEN_FILE: tmpdir() }, 'TOKEN_FILE', 'names a file that cannot be read (EISDIR)'],
  [{ TOKEN_FILE: '/dev/null' }, 'TOKEN_FILE', 'names an empty file'],
  [{ TOKEN_FILE: '/dev/zero' }, 'TOKEN_FILE', 'names a file that is larger than 64 KiB'],
  [{}, 'TOKEN', 'is required'],
])('%j is one problem', (environment, name, message) => {
  expect(readSettings(schema, environment)).toEqual({ problems: [{ name, message }] });
});

test('a file with a wrong secret is the secret’s problem, and not shown', () => {
  expect(readSettings(schema, { TOKEN_FILE: fileWith('abc\n') })).toEqual({
    problems: [{ name: 'TOKEN', message: 'must have 4 characters or more' }],
  });
});

test('what is no secret has no file', () => {
  const environment = { TOKEN: 'hunter2', MODE_FILE: fileWith('x') };
  expect(readSettings(schema, environment)).toMatchObject({ settings: { TOKEN: 'hunter2' } });
});
