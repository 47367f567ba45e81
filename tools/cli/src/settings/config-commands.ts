import { Command, InvalidArgumentError, Option } from 'commander';
import type { CommandContext } from '../command-context.js';
import { describeFindings } from '../describe-findings.js';
import { isProblem } from '../finding.js';
import { checkEnvironment } from './check-environment.js';
import { checkFiles } from './check-files.js';
import { readEnvironment } from './environment-config.js';
import { knownServices } from './known-settings.js';

interface ValidateOptions {
  readonly envFile?: string;
  readonly service?: readonly string[];
  readonly files: boolean;
}

const services = (text: string, former: readonly string[] = []): readonly string[] => {
  const names = text.split(',').map((name) => name.trim());
  const unknown = names.filter((name) => !knownServices.includes(name));
  if (unknown.length > 0) throw new InvalidArgumentError(`There are: ${knownServices.join(', ')}.`);
  return [...former, ...names];
};

/** `beluga config …` */
export function configCommands({ print, fail }: CommandContext): Command {
  const config = new Command('config').description('Settings: validate');

  config
    .command('validate')
    .description('tells what services would say of their variables at the start; exits with 1 where one is wrong')
    .option('--env-file <file>', 'the variables that this file sets, in place of the environment')
    .addOption(
      new Option(
        '--service <names>',
        'what is to run: what it needs has to be set, and only what it reads counts; with commas',
      ).argParser(services),
    )
    .option('--no-files', 'the files that variables name are elsewhere, as those of containers are')
    .action(({ envFile, service, files }: ValidateOptions) => {
      const { variables, place } = readEnvironment(envFile);
      const findings = [
        ...checkEnvironment(variables, { services: service, isOurs: envFile !== undefined, hasFiles: files }),
        ...(files ? checkFiles(variables, service) : []),
      ].map((finding) => ({
        ...finding,
        subject: `${place(finding.subject)}${finding.subject}`,
      }));
      const problems = findings.filter(isProblem).length;
      print({ ok: problems === 0, findings }, () => describeFindings(findings));
      if (problems > 0) fail();
    });

  return config;
}
