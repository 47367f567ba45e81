import {
  appendFileSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { readSpool, toRecord } from './spool-file.js';
import { UsageSpool } from './usage-spool.js';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(path.join(tmpdir(), 'belugapi-spool-'));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

const bytes = (text: string) => Buffer.from(text);
const filesOf = () => readdirSync(directory).map((name) => path.join(directory, name));
async function readAll(file: string): Promise<string[]> {
  const payloads: string[] = [];
  for await (const payload of readSpool(file)) payloads.push(Buffer.from(payload).toString());
  return payloads;
}
/** Everything that a spool gives, in its order. */
async function drained(spool: UsageSpool): Promise<string[]> {
  const stored: string[] = [];
  await spool.drain(async (payload) => void stored.push(Buffer.from(payload).toString()));
  return stored;
}
const noError = (error: unknown) => {
  throw error;
};

describe('a spool file', () => {
  it('gives back what was appended, and of one that was cut anywhere all that is whole', async () => {
    const payloads = ['first', 'x'.repeat(200_000), 'third'];
    const file = path.join(directory, 'whole');
    writeFileSync(file, Buffer.concat(payloads.map((payload) => toRecord(bytes(payload)))));
    expect(await readAll(file)).toEqual(payloads);
    const { size } = statSync(file);
    const third = size - toRecord(bytes('third')).length;
    for (const cut of [size - 1, size - 5, third + 8, third + 3, third]) {
      truncateSync(file, cut);
      expect(await readAll(file)).toEqual(payloads.slice(0, 2));
    }
    truncateSync(file, 7);
    expect(await readAll(file)).toEqual([]);
  });

  it('may end in zeros', async () => {
    const file = path.join(directory, 'zeros');
    writeFileSync(file, Buffer.concat([toRecord(bytes('kept')), Buffer.alloc(4_096)]));
    expect(await readAll(file)).toEqual(['kept']);
  });
});

describe('a spool', () => {
  it('gives what it holds in the order in which it came, what comes meanwhile included, and leaves nothing', async () => {
    const spool = new UsageSpool(directory, noError);
    expect([spool.isEmpty, filesOf()]).toEqual([true, []]);
    await spool.append([bytes('a'), bytes('b')]);
    await spool.append([bytes('c')]);
    expect([spool.isEmpty, filesOf().length]).toEqual([false, 1]);
    const stored: string[] = [];
    await spool.drain(async (payload) => {
      if (stored.length === 1) await spool.append([bytes('d')]);
      stored.push(Buffer.from(payload).toString());
    });
    expect(stored).toEqual(['a', 'b', 'c', 'd']);
    expect([spool.isEmpty, filesOf()]).toEqual([true, []]);
  });

  it('keeps everything until all of a file is stored, and finds what another process left', async () => {
    const spool = new UsageSpool(directory, noError);
    await spool.append([bytes('a'), bytes('b')]);
    let tries = 0;
    const failing = spool.drain(async () => {
      tries += 1;
      if (tries === 2) throw new Error('NATS is away');
    });
    await expect(failing).rejects.toThrow('NATS is away');
    await spool.append([bytes('c')]);
    await spool.finish();
    writeFileSync(path.join(directory, 'notes.txt'), 'no spool');
    const next = new UsageSpool(directory, noError);
    expect(await drained(next)).toEqual(['a', 'b', 'c']);
    expect(readdirSync(directory)).toEqual(['notes.txt']);
  });

  it('lays a damaged file aside, says so, and goes on', async () => {
    const spool = new UsageSpool(directory, noError);
    await spool.append([bytes('good'), bytes('damaged'), bytes('after it')]);
    await spool.finish();
    const [file = ''] = filesOf();
    const content = readFileSync(file);
    content[content.indexOf('damaged')] = 0;
    writeFileSync(file, content);
    const errors: unknown[] = [];
    const next = new UsageSpool(directory, (error) => errors.push(error));
    await next.append([bytes('next file')]);
    expect(await drained(next)).toEqual(['good', 'next file']);
    expect(errors).toMatchObject([{ name: 'DamagedSpoolError', message: `${file} is damaged at byte 12` }]);
    expect(filesOf()).toEqual([`${file}.damaged`]);
    expect(new UsageSpool(directory, noError).isEmpty).toBe(true);
  });

  it('begins another file after one that could not be written', async () => {
    const spool = new UsageSpool(directory, () => undefined);
    await spool.append([bytes('before')]);
    rmSync(directory, { recursive: true });
    await spool.finish();
    await expect(spool.append([bytes('lost')])).rejects.toMatchObject({ code: 'ENOENT' });
    expect(new UsageSpool(directory, noError).isEmpty).toBe(true);
    await spool.append([bytes('after')]);
    await spool.finish();
    appendFileSync(filesOf()[0] ?? '', 'half a rec');
    expect(await drained(new UsageSpool(directory, noError))).toEqual(['after']);
  });
});
