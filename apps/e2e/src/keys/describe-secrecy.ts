import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { errorsSeen } from './errors-seen.js';
import type { KeyRig } from './key-rig.js';

// Where the launcher keeps the keys of its stack, for their owner's eyes (docs/operations.md).
const kept = new Set(['api-key', 'admin-key', 'ready.json']);
// So much of a secret gives it away already.
const tell = 20;

/** Looks for every secret of a whole run; comes after everything else. */
export function describeSecrecy(rig: () => KeyRig): void {
  const files = () => {
    const { home } = rig().served.stack;
    return readdirSync(home, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && !(entry.parentPath === home && kept.has(entry.name)))
      .map((entry) => path.join(entry.parentPath, entry.name));
  };
  const forms = (secret: string) => {
    const start = secret.slice(0, tell);
    return [start, Buffer.from(start).toString('hex'), Buffer.from(start).toString('base64').slice(0, -4)];
  };
  const secrets = () => {
    const { apiKey, adminKey } = rig().served.stack;
    const parts = [apiKey, ...rig().admin.secrets].map((token) => token.slice(token.lastIndexOf('_') + 1));
    return [...parts, adminKey].flatMap(forms);
  };
  const found = (text: string) => secrets().filter((secret) => text.includes(secret));

  it('no key is in a file: databases, write-ahead logs, streams', () => {
    const texts = files().map((file) => readFileSync(file, 'latin1'));
    expect(texts.flatMap(found)).toEqual([]);
    // The search finds what is there.
    const publicIds = rig().admin.secrets.map((token) => token.split('_')[1] ?? '');
    expect(publicIds.length).toBeGreaterThan(20);
    expect(publicIds.filter((id) => !texts.some((text) => text.includes(id)))).toEqual([]);
  });

  it('no key is in what the processes print, at the chattiest level', () => {
    // The launcher shows the first key to whoever started it; what services say stands behind their names.
    const lines = rig().served.stack.output().split('\n');
    const output = lines.filter((line) => /^\S+ +\| /.test(line)).join('\n');
    expect(found(output)).toEqual([]);
    expect([output.includes('"level":"debug"'), output.includes('request failed')]).toEqual([true, true]);
  });

  it('no key is in a metric or an error, and none went to the vendor', async () => {
    const { ready } = rig().served.stack;
    const metrics = await Promise.all(
      Object.values(ready.metrics).map(async (url) => (await fetch(`${url}/metrics`)).text()),
    );
    expect(metrics.flatMap(found)).toEqual([]);
    expect(errorsSeen.length).toBeGreaterThan(50);
    expect(errorsSeen.flatMap(found)).toEqual([]);
    const sent = rig().served.vendor.requests.map(({ headers, body }) => JSON.stringify([headers, body]));
    expect(sent.flatMap(found)).toEqual([]);
  });
}
