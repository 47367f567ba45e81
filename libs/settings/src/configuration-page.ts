import type { Setting } from './setting.js';
import { expectationOf } from './setting-problem.js';

/** A setting with the services that read it. */
export interface ServiceSetting extends Setting {
  readonly services: readonly string[];
}

/** The variables of services, once each, with the services that read them. @throws where a name means two things. */
export function mergeSettings(byService: Readonly<Record<string, readonly Setting[]>>): ServiceSetting[] {
  const merged = new Map<string, { setting: Setting; services: string[] }>();
  for (const [service, settings] of Object.entries(byService)) {
    for (const setting of settings) {
      const entry = merged.get(setting.name) ?? { setting, services: [] };
      if (JSON.stringify(entry.setting) !== JSON.stringify(setting))
        throw new Error(`${setting.name} means something else in ${service} than in ${entry.services.join(', ')}`);
      if (!entry.services.includes(service)) entry.services.push(service);
      merged.set(setting.name, entry);
    }
  }
  return [...merged.values()].map(({ setting, services }) => ({ ...setting, services }));
}

const introduction = `# Configuration

Every environment variable, from the schemas that the services read them with; \`npm run configuration\` writes this page. An empty
variable counts as not set. A wrong one ends the start of a service with code 78 and a line that names it, and never shows its value,
but the path where it is that of a YAML file; \`npx beluga config validate\` says the same before the start.

A secret, marked *file* here, may also come from a file: \`<NAME>_FILE\` is its path, the line break at its end is left out, and setting
both is an error.
`;

/**
 * docs/configuration.md: the variables of the services, in groups of those that the same services read, and those of
 * `npm start`, whose defaults are its own. `npm run configuration` writes it.
 */
export function configurationPage(settings: readonly ServiceSetting[], launcher: readonly Setting[]): string {
  const services = [...new Set(settings.flatMap((setting) => setting.services))];
  const groups = Map.groupBy(settings, (setting) => titleOf(setting.services, services));
  const sections = [...groups].map(([title, rows]) => sectionOf(title, rows));
  return [introduction, ...sections, sectionOf('`npm start`', launcher)].join('\n');
}

function titleOf(readers: readonly string[], all: readonly string[]): string {
  if (readers.length === all.length) return 'Every service';
  const workers = all.filter((service) => service.startsWith('worker-'));
  if (readers.length === 1 && workers.includes(readers[0] ?? '')) return 'One worker each';
  const isOfEveryWorker = workers.every((worker) => readers.includes(worker));
  const others = readers.filter((service) => !isOfEveryWorker || !workers.includes(service));
  const text = [...others, ...(isOfEveryWorker ? ['every worker'] : [])].join(', ').replace(/, ([^,]*)$/u, ' and $1');
  return text.replace(/^[a-z]/u, (letter) => letter.toUpperCase());
}

function sectionOf(title: string, rows: readonly Setting[]): string {
  const cells = rows.map((row) => [
    `\`${row.name}\`${row.secret ? ' *file*' : ''}`,
    valueOf(row),
    row.required ? 'required' : row.default === undefined ? '-' : `\`${row.default}\``,
    markdown(row.description),
  ]);
  const heading = ['variable', 'value', 'default', 'meaning'];
  const lines = [heading, heading.map(() => '---'), ...cells].map(
    (row) => `| ${row.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`,
  );
  return [`## ${title}`, '', ...lines, ''].join('\n');
}

function valueOf(setting: Setting): string {
  const { values, type, patterns, mustBe, minLength = 0, maxLength } = setting;
  if (values) return values.map((value) => `\`${value}\``).join(', ');
  if (setting.isFile) return 'path of a file';
  if (type === 'text' && !patterns && mustBe === undefined && minLength <= 1 && maxLength === undefined) return 'text';
  return markdown(expectationOf(setting).replace(/^must (be|have) (an? )?/u, ''));
}

// Angle brackets outside of code would be taken for a tag.
function markdown(text: string): string {
  return text
    .split('`')
    .map((part, index) => (index % 2 === 0 ? part.replaceAll('<', '\\<') : part))
    .join('`');
}
