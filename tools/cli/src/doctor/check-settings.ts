import type { Finding } from '../finding.js';
import { checkEnvironment } from '../settings/check-environment.js';
import { checkFiles } from '../settings/check-files.js';
import { knownSettings } from '../settings/known-settings.js';
import { type Check, type DoctorContext, fine, unknown } from './doctor-context.js';

/** What `beluga config validate` says of what is set; of a gateway elsewhere, what it says without the files. */
export const checkSettings: Check = {
  name: 'settings',
  run: (context) => {
    const { given, variables, isOurs, isRemote } = context;
    const findings = [
      ...checkEnvironment(given, { isOurs, hasFiles: !isRemote }),
      ...(isRemote ? [] : checkFiles(variables)),
    ];
    const told = findings.length > 0 ? findings : [fine('settings', 'what is set here is well formed')];
    return Promise.resolve([...told, ...(isRemote ? filesElsewhere(context) : [])]);
  },
};

function filesElsewhere({ given }: DoctorContext): Finding[] {
  const names = knownSettings.flatMap(({ name, isFile, secret }) => [
    ...(isFile ? [name] : []),
    ...(secret ? [`${name}_FILE`] : []),
  ]);
  const set = [...new Set(names)].filter((name) => given[name] !== undefined).toSorted();
  if (set.length === 0) return [];
  return [
    unknown(
      'settings',
      `the files of ${set.join(', ')} are not looked at from here: run doctor where the gateway runs`,
    ),
  ];
}
