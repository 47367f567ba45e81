import { CommanderError } from 'commander';
import { createProgram } from './create-program.js';
import { RequestError } from './request-error.js';

try {
  await createProgram({
    out: (text) => process.stdout.write(text),
    fail: () => {
      process.exitCode = 1;
    },
  }).parseAsync();
} catch (error) {
  // commander has said itself what was wrong with the command line.
  if (error instanceof CommanderError) process.exitCode = error.exitCode;
  else {
    const told = error instanceof RequestError ? error.message : error instanceof Error ? error.stack : String(error);
    process.stderr.write(`beluga: ${told}\n`);
    process.exitCode = 1;
  }
}
