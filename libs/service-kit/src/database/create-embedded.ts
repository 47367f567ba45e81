import { accessSync, constants, existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { cp } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { lockDirectory } from './lock-directory.js';

const waitForTemplateMs = 60_000;

/**
 * Makes a new PGlite database in `data`. To initialise one takes four seconds of CPU, to copy one a hundredth of that: the first
 * of an installation is kept in `templates`, and the others are copies of it. Where that cannot be written each is initialised.
 */
export async function createEmbedded(
  data: string,
  startParams: readonly string[],
  templates = templatesOfInstallation(),
): Promise<void> {
  await whole(data, async (unfinished) => {
    const template = await ensureTemplate(templates, startParams).catch(() => undefined);
    if (template) await cp(template, unfinished, { recursive: true, mode: constants.COPYFILE_FICLONE });
    else await initialise(unfinished, startParams);
  });
}

async function ensureTemplate(templates: string, startParams: readonly string[]): Promise<string> {
  const template = path.join(templates, `pglite-${packageOfPglite().version}`);
  if (existsSync(template)) return template;
  mkdirSync(templates, { recursive: true });
  accessSync(templates, constants.W_OK);
  const unlock = await lockDirectory(templates, waitForTemplateMs);
  try {
    if (!existsSync(template)) await whole(template, (unfinished) => initialise(unfinished, startParams));
    return template;
  } finally {
    await unlock();
  }
}

// Renamed when whole: a process killed while it creates leaves nothing that looks like a database.
async function whole(directory: string, make: (unfinished: string) => Promise<void>): Promise<void> {
  const unfinished = `${directory}.unfinished`;
  rmSync(unfinished, { recursive: true, force: true });
  await make(unfinished);
  renameSync(unfinished, directory);
}

async function initialise(directory: string, startParams: readonly string[]): Promise<void> {
  const client = await PGlite.create(directory, { startParams: [...startParams] });
  await client.close();
}

// Where tools keep what they can make again; a new installation starts without it.
function templatesOfInstallation(): string {
  return path.resolve(packageOfPglite().root, '../../.cache/belugapi');
}

function packageOfPglite(): { readonly root: string; readonly version: string } {
  const root = path.resolve(createRequire(import.meta.url).resolve('@electric-sql/pglite'), '../..');
  const { version } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as { version: string };
  return { root, version };
}
