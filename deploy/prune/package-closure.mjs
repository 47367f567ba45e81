import { existsSync } from 'node:fs';
import path from 'node:path';
import { readJson } from './workspaces.mjs';

/**
 * The folders of packages with everything that they depend on. Optional ones count where they are installed and made for
 * this machine, optional peers only where something else asks for them; types are for compilers.
 * @param {string} root
 * @param {Iterable<string>} wanted `name from`, as `traceApp` gives them.
 * @returns {Set<string>}
 */
export function packageClosure(root, wanted) {
  const closure = new Set();
  const add = (name, from, isOptional) => {
    if (name.startsWith('@types/')) return;
    const folder = findPackage(root, name, from);
    if (!folder || (isOptional && !isForThisMachine(folder))) {
      if (isOptional) return;
      throw new Error(`${name} is not installed, and ${path.relative(root, from)} needs it`);
    }
    if (closure.has(folder)) return;
    closure.add(folder);
    const { dependencies, optionalDependencies, peerDependencies, peerDependenciesMeta } = readJson(
      path.join(folder, 'package.json'),
    );
    for (const next of Object.keys(optionalDependencies ?? {})) add(next, folder, true);
    for (const next of Object.keys(dependencies ?? {})) add(next, folder, next in (optionalDependencies ?? {}));
    for (const next of Object.keys(peerDependencies ?? {})) {
      if (!peerDependenciesMeta?.[next]?.optional) add(next, folder, false);
    }
  };
  for (const one of wanted) {
    const [name, from] = one.split(' ');
    add(name, from, false);
  }
  return closure;
}

function findPackage(root, name, from) {
  for (let folder = from; folder.startsWith(root); folder = path.dirname(folder)) {
    const candidate = path.join(folder, 'node_modules', name);
    if (existsSync(path.join(candidate, 'package.json'))) return candidate;
  }
  return undefined;
}

// Some packages of binaries admit more processors than they have code for, so that one machine can pack for another.
function isForThisMachine(folder) {
  const { name, os = [], cpu = [] } = readJson(path.join(folder, 'package.json'));
  const named = /(?:^|[-/])(?:linux|darwin|mac|win|win32)-(x64|arm64|armv7l|ia32)(?:-|$)/.exec(name)?.[1];
  return allows(os, process.platform) && allows(cpu, process.arch) && (named ?? process.arch) === process.arch;
}

function allows(list, value) {
  const positive = list.filter((entry) => !entry.startsWith('!'));
  return !list.includes(`!${value}`) && (positive.length === 0 || positive.includes(value));
}
