import { readSecretFiles, type ServiceSetting, settingProblem, settingsTogether } from '@belugapi/settings';
import type { Finding } from '../finding.js';
import { closestName } from './closest-name.js';
import { describeServices, knownNames, knownServices, knownSettings, launcherName } from './known-settings.js';

export interface CheckOptions {
  /** What is to run. */
  readonly services?: readonly string[] | undefined;
  /** The variables were written down for BelugAPI, so that one that is nearly known is a mistake and no stranger's. */
  readonly isOurs?: boolean;
  /** The files that variables name are on this machine. */
  readonly hasFiles?: boolean;
}

/**
 * What services would say of these variables at their start. Without `services` every variable that is set is held against
 * whoever reads it, and nothing counts as missing, since nobody has said what is to run. What is wrong with variables of
 * different services together no service can say, and is a warning.
 */
export function checkEnvironment(
  variables: Readonly<Record<string, string>>,
  { services = [], isOurs = false, hasFiles = true }: CheckOptions = {},
): readonly Finding[] {
  const asked = services.length > 0;
  const settings = knownSettings.filter((setting) =>
    asked ? setting.services.some((service) => services.includes(service)) : isReadFirst(setting),
  );
  const secrets = settings.filter(({ secret }) => secret).map(({ name }) => name);
  const { environment, problems } = readSecretFiles(variables, secrets);
  const told = new Set(problems.map(({ name }) => name.replace(/_FILE$/u, '')));
  const findings = settings.flatMap((setting): Finding[] => {
    const value = environment[setting.name];
    if (told.has(setting.name) || (value === undefined && !asked)) return [];
    const problem = settingProblem(setting, value);
    return problem === undefined ? [] : [wrong(setting.name, `${problem} (${readers(setting, services)})`)];
  });
  return [
    ...problems
      .filter(({ name }) => hasFiles || !name.endsWith('_FILE'))
      .map(({ name, message }) => wrong(name, message)),
    ...findings,
    ...settingsTogether(environment, settings)
      .filter(({ names }) => !names.some((name) => told.has(name) || findings.some(({ subject }) => subject === name)))
      .map(({ name, message, names }): Finding => {
        const both = settings.filter((setting) => names.includes(setting.name));
        const refuses = knownServices.some((service) => both.every(({ services: all }) => all.includes(service)));
        return { severity: refuses ? 'error' : 'warning', subject: name, message, setting: name };
      }),
    ...unknownVariables(variables, isOurs),
  ];
}

const wrong = (name: string, message: string): Finding => {
  return { severity: 'error', subject: name, message, setting: name };
};

function readers(setting: ServiceSetting, services: readonly string[]): string {
  const all = setting.services.filter((service) => services.length === 0 || services.includes(service));
  return describeServices(all);
}

// Where a service and the launcher read the same variable, the launcher passes it on to the service.
function isReadFirst(setting: ServiceSetting): boolean {
  if (!setting.services.includes(launcherName)) return true;
  return !knownSettings.some((other) => other !== setting && other.name === setting.name);
}

function unknownVariables(variables: Readonly<Record<string, string>>, isOurs: boolean): Finding[] {
  return Object.keys(variables).flatMap((name): Finding[] => {
    if (knownNames.has(name) || /^OTEL_/u.test(name)) return [];
    const isBeluga = name.startsWith('BELUGA_');
    const close = closestName(name, knownNames);
    const meant = close !== undefined && variables[close] === undefined ? close : undefined;
    if (meant === undefined && !isBeluga) return [];
    const severity = isOurs || isBeluga ? 'error' : 'warning';
    const message = meant === undefined ? 'nothing reads it' : `nothing reads it: did you mean ${meant}?`;
    return [{ severity, subject: name, message, setting: meant ?? name }];
  });
}
