import { Command, InvalidArgumentError, Option } from 'commander';
import type { CommandContext } from '../command-context.js';
import { describeFindings } from '../describe-findings.js';
import { isProblem } from '../finding.js';
import { readDoctorContext } from './doctor-context-config.js';
import { runChecks } from './run-checks.js';

interface DoctorOptions {
  readonly days: number;
  readonly timeout: number;
  readonly vendors?: boolean;
  readonly envFile?: string;
  readonly files: boolean;
}

const whole = (from: number, to: number) => (text: string) => {
  const number = Number(text);
  if (!/^\d+$/u.test(text) || number < from || number > to)
    throw new InvalidArgumentError(`Expected a whole number from ${from} to ${to}.`);
  return number;
};

/** `beluga doctor` */
export function doctorCommands({ gateway, print, fail }: CommandContext): Command {
  return new Command('doctor')
    .description(
      'looks at everything: what is reachable, configured, priced, ending; exits with 1 where something is wrong',
    )
    .addOption(
      new Option('--days <number>', 'tells what ends within so many days').argParser(whole(0, 3_650)).default(30),
    )
    .addOption(new Option('--timeout <seconds>', 'for each check').argParser(whole(1, 300)).default(10))
    .option('--vendors', 'tries the vendors’ keys by asking for their models, which is unbilled')
    .option('--env-file <file>', 'the variables that this file sets, in place of the environment')
    .option('--no-files', 'the files and hosts that variables name are elsewhere, as those of containers are')
    .action(async ({ days, timeout, vendors = false, envFile, files }: DoctorOptions) => {
      const context = readDoctorContext({ ...gateway(), envFile, hasFiles: files, days, asksVendors: vendors });
      // Drivers of databases and NATS, which no other command needs.
      const { allChecks } = await import('./all-checks.js');
      const findings = await runChecks(allChecks, context, timeout * 1_000);
      const isFine = !findings.some(isProblem);
      print({ ok: isFine, findings }, () => describeFindings(findings));
      if (!isFine) fail();
    });
}
