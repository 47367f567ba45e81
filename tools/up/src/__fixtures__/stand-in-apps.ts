import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

const script = pathToFileURL(path.join(__dirname, 'stand-in-service.mjs')).href;
const apps: Record<string, string> = {
  auth: 'auth',
  billing: 'billing',
  gateway: 'gateway',
  'worker-edge': 'workers/edge',
  'worker-openai': 'workers/openai',
};

/** How a stand-in behaves otherwise than well. */
export type Misbehaviour = 'fails' | 'never ready';

/** Lays out a folder as apps/ is once built, of services that speak the launcher's protocol. */
export class StandInApps {
  readonly directory: string;
  readonly #journal: string;

  constructor(directory: string, misbehaving: Record<string, Misbehaviour> = {}) {
    this.directory = path.join(directory, 'apps');
    this.#journal = path.join(directory, 'journal');
    mkdirSync(this.#journal, { recursive: true });
    for (const [name, folder] of Object.entries(apps)) {
      const dist = path.join(this.directory, folder, 'dist');
      mkdirSync(dist, { recursive: true });
      const write = (file: string, as: string, endsByItself: boolean) => {
        const options = JSON.stringify({ name: as, journal: this.#journal, mode: misbehaving[as], endsByItself });
        writeFileSync(path.join(dist, file), `import { standIn } from '${script}';\nawait standIn(${options});\n`);
      };
      write('main.js', name, false);
      write('migrate.js', `${name}-migration`, true);
    }
    writeFileSync(path.join(this.directory, 'package.json'), '{"type":"module"}');
  }

  /** What the services did so far, in order: 'auth starts', 'auth ready', … */
  events(): string[] {
    try {
      return readFileSync(path.join(this.#journal, 'events'), 'utf8').trim().split('\n');
    } catch {
      return [];
    }
  }

  /** The environment a service was last started with. */
  environmentOf(name: string): Record<string, string> {
    return JSON.parse(readFileSync(path.join(this.#journal, `${name}.environment.json`), 'utf8')) as Record<
      string,
      string
    >;
  }
}
