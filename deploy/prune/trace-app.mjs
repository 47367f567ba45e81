import { existsSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import path from 'node:path';
import { readModule } from './read-module.mjs';
import { readJson, readWorkspaces } from './workspaces.mjs';

/**
 * @typedef {object} AppTrace What a process of the app can load.
 * @property {Set<string>} workspaces Folders of our own packages.
 * @property {Set<string>} assets Files and folders that our code names beside its modules.
 * @property {Set<string>} packages Names of third-party packages, each with the folder that it is resolved from, as `name from`.
 */

/**
 * Follows the imports of an app's compiled code. What is imported with a module counts; what a module imports later, inside
 * a function, counts only where the app uses an export of that module: so a worker that shares a library with a service
 * does not carry that service's database drivers.
 * @param {string} root
 * @param {string[]} entries Files that are started.
 * @returns {AppTrace}
 */
export function traceApp(root, entries) {
  const folders = readWorkspaces(root);
  const trace = { workspaces: new Set(), assets: new Set(), packages: new Set() };
  const modules = new Map();
  const usedNames = new Set();
  const usedBodies = new Set();

  const workspaceOf = (file) => [...folders.values()].find((folder) => file.startsWith(folder + path.sep));
  const resolve = (specifier, from) => {
    if (isBuiltin(specifier)) return undefined;
    if (specifier.startsWith('.')) return path.resolve(path.dirname(from), specifier);
    const name = specifier.match(/^(@[^/]+\/)?[^/]+/)?.[0] ?? specifier;
    const folder = folders.get(name);
    if (folder === undefined) {
      trace.packages.add(`${name} ${path.dirname(from)}`);
      return undefined;
    }
    return path.resolve(folder, readJson(path.join(folder, 'package.json')).exports['.'].default);
  };

  const load = (file) => {
    const known = modules.get(file);
    if (known) return known;
    if (!existsSync(file)) throw new Error(`${file} is not there; run npm run build first`);
    const module = readModule(file);
    modules.set(file, module);
    const folder = workspaceOf(file);
    if (folder) trace.workspaces.add(folder);
    for (const specifier of [...module.statics, ...module.eager]) {
      const target = resolve(specifier, file);
      if (target) load(target);
    }
    return module;
  };

  const useAll = (file) => {
    const { forwarded, forwardedAll } = load(file);
    for (const name of forwarded.keys()) use(file, name);
    for (const specifier of forwardedAll) follow(specifier, file, '*');
    useBody(file);
  };

  const follow = (specifier, from, name) => {
    const target = resolve(specifier, from);
    if (target) use(target, name);
  };

  const use = (file, name) => {
    if (usedNames.has(`${file} ${name}`)) return;
    usedNames.add(`${file} ${name}`);
    if (name === '*') return useAll(file);
    const { forwarded, forwardedAll } = load(file);
    const origin = forwarded.get(name);
    if (origin) return follow(origin.specifier, file, origin.name);
    // Which of them has the name is not looked up: it may be any.
    for (const specifier of forwardedAll) follow(specifier, file, name);
    useBody(file);
  };

  const useBody = (file) => {
    if (usedBodies.has(file)) return;
    usedBodies.add(file);
    const { bindings, dynamic, eager, assets } = load(file);
    for (const { specifier, name } of bindings) follow(specifier, file, name);
    for (const specifier of [...dynamic, ...eager]) follow(specifier, file, '*');
    // What an image's own tools name lies in the image.
    for (const asset of workspaceOf(file) ? assets : []) trace.assets.add(path.resolve(path.dirname(file), asset));
  };

  for (const entry of entries) use(entry, '*');
  return trace;
}
