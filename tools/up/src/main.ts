import { runLauncher } from './run-launcher.js';

process.exit(await runLauncher({ args: process.argv.slice(2), environment: process.env }));
