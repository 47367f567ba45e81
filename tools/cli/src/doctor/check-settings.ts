import { checkEnvironment } from '../settings/check-environment.js';
import { checkFiles } from '../settings/check-files.js';
import { type Check, fine } from './doctor-context.js';

/** What `beluga config validate` says of the environment. */
export const checkSettings: Check = {
  name: 'settings',
  run: ({ given, variables }) => {
    const findings = [...checkEnvironment(given), ...checkFiles(variables)];
    return Promise.resolve(findings.length > 0 ? findings : [fine('settings', 'what is set here is well formed')]);
  },
};
