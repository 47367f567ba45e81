// Writes docs/configuration.md and what the command line knows of settings, from the schemas of the services.
// `--check` writes nothing: it exits with 1 where a file is stale, where the command line would judge a value otherwise than
// the service does, or where `npm start` keeps a variable to itself. Both need a build.
import { existsSync, globSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { format, resolveConfig } from 'prettier';
import { configurationPage, describeSettings, mergeSettings, settingProblem } from '@belugapi/settings';
import { providers } from '@belugapi/model-catalog';
import { planServices } from './up/dist/service-plan.js';
import { launcherSchema, serviceSchemas } from './service-schemas.mjs';

const root = path.resolve(import.meta.dirname, '..');
const isCheck = process.argv.includes('--check');
const problems = [];

const settings = mergeSettings(
  Object.fromEntries(
    Object.entries(serviceSchemas).map(([name, schemas]) => [name, schemas.flatMap(describeSettings)]),
  ),
);
const launcher = describeSettings(launcherSchema);
for (const { name, description } of [...settings, ...launcher])
  if (description === '') problems.push(`${name} has no .describe() beside its schema`);

// A schema that tools/service-schemas.mjs forgets would be read by a service and known to nobody else.
const known = new Set([...settings, ...launcher].map(({ name }) => name));
const configs = globSync('{apps,libs}/**/src/**/*config.ts', {
  cwd: root,
  exclude: ['**/node_modules/**', '**/dist/**'],
});
for (const file of configs)
  for (const [, name] of readFileSync(path.join(root, file), 'utf8').matchAll(/^ +([A-Z][A-Z0-9]*_[A-Z0-9_]+): /gm))
    if (!known.has(name)) problems.push(`${name} of ${file} is in no schema of tools/service-schemas.mjs`);

const data = `import type { ServiceSetting, Setting } from '@belugapi/settings';

/** The variables of \`npm start\`. */
export const launcherSettings: readonly Setting[] = ${JSON.stringify(launcher)};

/** Every variable of every service. \`npm run configuration\` writes this file. */
export const serviceSettings: readonly ServiceSetting[] = ${JSON.stringify(settings)};
`;
const files = {
  'docs/configuration.md': configurationPage(settings, launcher),
  'tools/cli/src/gen/service-settings.ts': data,
};
for (const [name, text] of Object.entries(files)) {
  const file = path.join(root, name);
  const formatted = await format(text, { ...(await resolveConfig(file)), filepath: file });
  if (existsSync(file) && readFileSync(file, 'utf8') === formatted) continue;
  if (isCheck) problems.push(`${name} is stale: run \`npm run configuration\` and commit the result`);
  else writeFileSync(file, formatted);
}

// What the data says of a value is to be what the schema says of it, whatever kind of check it is.
const numbers = [
  '-1',
  '0',
  '0.5',
  '1',
  '16',
  '201',
  '3601',
  '8761',
  '65536',
  '86401',
  '100001',
  '1e3',
  ' 7 ',
  '0x10',
  'NaN',
];
const words = [
  'soon',
  'true',
  'FALSE',
  'y',
  '402',
  '429',
  'json',
  'off',
  'local',
  'delivered',
  'info',
  'Info',
  'x'.repeat(20),
];
const urls = [
  'http://',
  'http://h',
  'https://h/v1',
  'ftp://h',
  'h:80',
  'nats://h',
  'nats://a,nats://b',
  'postgres://h/d',
  'mysql://h',
];
const lists = ['a,b', 'a, *.b', 'http://h:9000', '[::1]:80', 'bapi_a_12345678', 'bapi_a_1', 'a b', 'all', 'A;b'];
const probes = [...numbers, ...words, ...urls, ...lists, 'x'.repeat(600), '/missing/file'];
const schemas = [...new Set([...Object.values(serviceSchemas).flat(), launcherSchema])];
for (const schema of schemas) {
  for (const setting of describeSettings(schema)) {
    const differs = probes.filter(
      (value) => schema.shape[setting.name].safeParse(value).success !== (settingProblem(setting, value) === undefined),
    );
    // A file that is not there is told when it is read.
    const told = differs.filter((value) => !setting.isFile && value !== '');
    if (told.length > 0) problems.push(`${setting.name} is judged otherwise than by its schema: ${told.join(' | ')}`);
  }
}

// What `npm start` does not pass on to a service, or set itself, could not be set there at all.
const everything = Object.fromEntries(settings.map(({ name }) => [name, 'x']));
for (const databaseUrl of [undefined, 'x']) {
  const config = {
    environment: everything,
    home: root,
    host: 'x',
    gateways: 2,
    catalog: 'x',
    edgeConfig: 'x',
    databaseUrl,
  };
  const plan = planServices({ config, secrets: {}, natsUrl: 'x', port: 1, logFormat: 'json' }, providers, root);
  for (const service of Object.values(plan).flat())
    for (const { name, services } of settings) {
      const isSet = name in service.environment || name === (databaseUrl ? 'DATA_DIR' : 'DATABASE_URL');
      if (!isSet && services.includes(service.name))
        problems.push(`${name} is not passed on to ${service.name} by \`npm start\``);
    }
}

for (const problem of problems) console.error(problem);
if (problems.length > 0) process.exitCode = 1;
