// Renders the chart with the values that the specs have, and writes down of which files it was made: node deploy/render-chart.mjs.
// It takes helm (on the path, or in .cache/deploy-tools by deploy/get-checkers.mjs). `--check` takes none: it exits with 1 where
// the chart or the values have changed since they were rendered.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = path.resolve(fileURLToPath(import.meta.url), '../..');
const chart = path.join(root, 'deploy/helm/belugapi');
const fixtures = path.join(root, 'apps/e2e/src/deploy/__fixtures__/chart');
const isCheck = process.argv.includes('--check');
const stale = [];

for (const values of ['plain', 'full']) {
  const target = path.join(fixtures, `rendered-${values}.yaml`);
  const head = `# Of files with the digest ${digest(path.join(fixtures, `${values}.yaml`))}: node deploy/render-chart.mjs\n`;
  if (!isCheck) writeFileSync(target, head + (await render(path.join(fixtures, `${values}.yaml`), target)));
  else if (!readFileSync(target, 'utf8').startsWith(head)) stale.push(path.relative(root, target));
}
if (stale.length > 0) {
  process.stderr.write(
    `rendered before the chart was changed: ${stale.join(', ')}; run node deploy/render-chart.mjs\n`,
  );
  process.exit(1);
}

function digest(valuesFile) {
  const files = readdirSync(chart, { recursive: true, withFileTypes: true })
    .filter(
      (entry) =>
        entry.isFile() && !/^charts\b|\.lock$/.test(path.relative(chart, path.join(entry.parentPath, entry.name))),
    )
    .map(({ parentPath, name }) => path.join(parentPath, name));
  const hash = createHash('sha256');
  for (const file of [...files.toSorted(), valuesFile]) {
    hash.update(`${path.relative(root, file)}\n${readFileSync(file, 'utf8')}`);
  }
  return hash.digest('hex').slice(0, 32);
}

// The NATS chart, which has to be fetched, is left out.
async function render(valuesFile, target) {
  const { format, resolveConfig } = await import('prettier');
  const { parse, stringify } = await import('yaml');
  const folder = mkdtempSync(path.join(tmpdir(), 'belugapi-chart-'));
  try {
    cpSync(chart, folder, { recursive: true });
    const { dependencies: _fetched, ...rest } = parse(readFileSync(path.join(folder, 'Chart.yaml'), 'utf8'));
    writeFileSync(path.join(folder, 'Chart.yaml'), stringify(rest));
    rmSync(path.join(folder, 'charts'), { recursive: true, force: true });
    const own = path.join(root, '.cache/deploy-tools/helm');
    const options = ['template', 'demo', folder, '--namespace=ai', '--kube-version=1.34.0', `--values=${valuesFile}`];
    const text = execFileSync(existsSync(own) ? own : 'helm', options, { maxBuffer: 64 * 1024 * 1024 }).toString();
    return await format(text, { ...(await resolveConfig(target)), filepath: target });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
