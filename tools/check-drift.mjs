// Fails when the generated contracts are not what the proto files give: run `npm run proto` and commit the result.
import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '..');
const generated = path.join(root, 'libs/contracts/src/gen');
const buf = (...args) => execFileSync(path.join(root, 'node_modules/.bin/buf'), args, { cwd: root, stdio: 'inherit' });

buf('lint');
const work = mkdtempSync(path.join(tmpdir(), 'belugapi-drift-'));
try {
  const fresh = path.join(work, 'gen');
  cpSync(path.join(root, 'buf.gen.yaml'), path.join(work, 'buf.gen.yaml'));
  const template = readFileSync(path.join(root, 'buf.gen.yaml'), 'utf8').replace('libs/contracts/src/gen', fresh);
  writeFileSync(path.join(work, 'buf.gen.yaml'), template);
  buf('generate', '--template', path.join(work, 'buf.gen.yaml'));
  execFileSync('diff', ['-r', '--brief', fresh, generated], { stdio: 'inherit' });
  console.log('generated contracts are up to date');
} catch (error) {
  console.error('libs/contracts/src/gen is not what proto/ gives: run `npm run proto` and commit the result');
  process.exitCode = error.status || 1;
} finally {
  rmSync(work, { recursive: true, force: true });
}
