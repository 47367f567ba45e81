// Packs one app as its container image has it: node deploy/prune-app.mjs workers/openai /target
import { cpSync, existsSync, mkdirSync, readdirSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { linkTree } from './prune/link-tree.mjs';
import { packageClosure } from './prune/package-closure.mjs';
import { traceApp } from './prune/trace-app.mjs';
import { readJson } from './prune/workspaces.mjs';

const repository = path.resolve(fileURLToPath(import.meta.url), '../..');
const forCompilers = /\.(d\.[cm]?ts|d\.[cm]?ts\.map|tsbuildinfo)$/;

/**
 * Copies an app's compiled code, the libraries of ours and the third-party packages that it can load, and the files that it
 * names, each at its place under `target`; `target/service` is a link to the app. Needs a built repository.
 * @param {{ root?: string, app: string, target: string, isLinked?: boolean }} options `app` is the folder below apps;
 *   `isLinked` makes hard links, for a try in which nobody can write.
 * @returns {{ packages: string[], workspaces: string[] }} what was packed, as paths from the root
 */
export function pruneApp({ root = repository, app, target, isLinked = false }) {
  const folder = path.join(root, 'apps', app);
  if (!existsSync(path.join(folder, 'package.json'))) throw new Error(`there is no app ${app}`);
  rmSync(target, { recursive: true, force: true });
  mkdirSync(target, { recursive: true });

  const tools = [path.join(root, 'deploy/container/healthcheck.mjs')];
  // Only a service with a database has a schema to migrate.
  const migration = existsSync(path.join(folder, 'migrations')) ? [path.join(folder, 'dist/migrate.js')] : [];
  const trace = traceApp(root, [path.join(folder, 'dist/main.js'), ...migration, ...tools]);
  const packages = packageClosure(root, trace.packages);
  const copy = (source, filter) => {
    const destination = path.join(target, path.relative(root, source));
    if (source === root) return destination;
    if (isLinked) linkTree(source, destination, filter);
    else cpSync(source, destination, { recursive: true, filter, verbatimSymlinks: true });
    return destination;
  };

  for (const workspace of trace.workspaces) {
    copy(path.join(workspace, 'package.json'));
    copy(path.join(workspace, 'dist'), (file) => !forCompilers.test(file));
    linkWorkspace(target, readJson(path.join(workspace, 'package.json')).name, path.relative(root, workspace));
  }
  for (const asset of trace.assets) copy(asset);
  for (const one of packages) copy(one, (file) => !forCompilers.test(file) && !isNestedPackage(one, file));
  for (const tool of tools) cpSync(tool, path.join(target, path.basename(tool)));
  cpSync(path.join(root, 'LICENSE'), path.join(target, 'LICENSE'));
  symlinkSync(path.relative(root, folder), path.join(target, 'service'));
  const { version } = readJson(path.join(root, 'package.json'));
  writeFileSync(path.join(target, 'package.json'), `${JSON.stringify({ private: true, type: 'module', version })}\n`);

  const relative = (paths) => [...paths].map((one) => path.relative(root, one)).toSorted();
  return { packages: relative(packages), workspaces: relative(trace.workspaces) };
}

function linkWorkspace(target, name, place) {
  const link = path.join(target, 'node_modules', name);
  mkdirSync(path.dirname(link), { recursive: true });
  symlinkSync(path.relative(path.dirname(link), path.join(target, place)), link);
}

// A package inside a package is copied when something needs it.
function isNestedPackage(owner, file) {
  return path.relative(owner, file).split(path.sep)[0] === 'node_modules';
}

function sizeOf(folder) {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return files.reduce((sum, { parentPath, name }) => sum + statSync(path.join(parentPath, name)).size, 0);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const isLinked = process.argv.includes('--link');
  const [app, target] = process.argv.slice(2).filter((argument) => argument !== '--link');
  if (!app || !target) {
    process.stderr.write('Usage: node deploy/prune-app.mjs APP TARGET, as in: workers/openai /target\n');
    process.exit(64);
  }
  const { packages, workspaces } = pruneApp({ app, target: path.resolve(target), isLinked });
  const megabytes = Math.round(sizeOf(target) / 1e6);
  process.stdout.write(`${app}: ${workspaces.length} of ours, ${packages.length} packages, ${megabytes} MB\n`);
}
