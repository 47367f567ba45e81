// The real launcher, as built, on the services of the folder that is its argument.
import { runLauncher } from '../../dist/run-launcher.js';

const [appsDirectory] = process.argv.slice(2);
process.exit(await runLauncher({ args: [], environment: process.env, appsDirectory }));
