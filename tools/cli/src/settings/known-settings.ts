import type { ServiceSetting } from '@belugapi/settings';
import { launcherSettings, serviceSettings } from '../gen/service-settings.js';

/** The name under which the variables of `npm start` are asked for. */
export const launcherName = 'launcher';

/** Every variable of everything that runs; what `npm start` reads stands apart, since its defaults are its own. */
export const knownSettings: readonly ServiceSetting[] = [
  ...serviceSettings,
  ...launcherSettings.map((setting) => ({ ...setting, services: [launcherName] })),
];

/** What runs, as `--service` names it. */
export const knownServices: readonly string[] = [...new Set(knownSettings.flatMap(({ services }) => services))];

// Read by docker-compose.yml and by this command line.
const elsewhere = ['BELUGA_ADDRESS', 'BELUGA_VERSION', 'BELUGA_URL', 'COMPOSE_PROFILES'];

/** Every name that is read anywhere. */
export const knownNames: ReadonlySet<string> = new Set([
  ...elsewhere,
  ...knownSettings.flatMap(({ name, secret }) => (secret ? [name, `${name}_FILE`] : [name])),
]);

/** Services in words, all workers as one. */
export function describeServices(services: readonly string[]): string {
  const workers = knownServices.filter((service) => service.startsWith('worker-'));
  if (!workers.every((worker) => services.includes(worker))) return services.join(', ');
  return [...services.filter((service) => !workers.includes(service)), 'every worker'].join(', ');
}
