import { randomBytes } from 'node:crypto';
import { multipartForm } from './multipart-form.js';

const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64');
const file = (bytes: Uint8Array, filename = 'audio.wav') => ({ field: 'file', filename, base64: base64(bytes) });

/** The form as a server reads it. */
async function parsed(form: ReturnType<typeof multipartForm>) {
  if (!form) throw new Error('no form');
  return new Response(new Uint8Array(form.body), { headers: { 'content-type': form.contentType } }).formData();
}

describe('multipartForm', () => {
  it.each([1, 2, 3, 4, 1_000_003])('carries fields and a file of %i bytes as they are', async (size) => {
    const bytes = randomBytes(size);
    const prompt = 'Grüße 🐋\r\n--\r\n"quoted"';
    const form = await parsed(
      multipartForm(
        [
          ['model', 'm'],
          ['prompt', prompt],
          ['include[]', 'x'],
        ],
        file(bytes),
      ),
    );
    expect([...form.keys()]).toEqual(['model', 'prompt', 'include[]', 'file']);
    expect(form.get('prompt')).toBe(prompt);
    const upload = form.get('file') as File;
    expect(upload.name).toBe('audio.wav');
    expect(Buffer.from(await upload.arrayBuffer()).equals(bytes)).toBe(true);
  });

  it('lets no name break out of its header', async () => {
    const form = await parsed(multipartForm([], file(Buffer.of(1), 'a"; name="model"\r\nx: y.wav')));
    expect([...form.keys()]).toEqual(['file']);
  });

  it('has a boundary of its own each time', () => {
    const types = [1, 2, 3].map(() => multipartForm([], file(Buffer.of(1)))?.contentType);
    expect(new Set(types).size).toBe(3);
  });

  it.each([
    ['the file', [], file(Buffer.from('RIFF taken WAVE'))],
    ['a field', [['prompt', 'say taken']] as const, file(Buffer.of(1))],
    ['the name of the file', [], file(Buffer.of(1), 'taken.wav')],
  ])('takes another boundary where %s holds the first', (_, fields, upload) => {
    const boundaries = ['taken', 'taken', 'free'];
    const form = multipartForm(fields, upload, () => boundaries.shift() ?? 'none');
    expect(form?.contentType).toBe('multipart/form-data; boundary=free');
    expect(boundaries).toEqual([]);
  });

  it.each([
    ['nothing', ''],
    ['no padding', 'QUI'],
    ['half a group', 'QUJDR'],
    ['padding in the middle', 'QQ==QUJD'],
    ['too much padding', 'Q==='],
    ['padding alone', '===='],
    ['white space', 'QUJD\nQUJD==='],
    ['the alphabet of URLs', 'QU-_'],
    ['a data URL', 'data:audio/wav;base64,QUJDQUJD'],
    ['other characters', 'QUJ!'],
    ['characters beyond Latin', 'QUJĀ'],
  ])('takes no base64 with %s', (_, data) => {
    expect(multipartForm([], { field: 'file', filename: 'a', base64: data })).toBeUndefined();
  });
});
