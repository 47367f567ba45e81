import { Command } from 'commander';
import { AdminClient } from './admin-client.js';
import type { CommandContext } from './command-context.js';
import { findGateway } from './find-gateway-config.js';
import { doctorCommands } from './doctor/doctor-commands.js';
import { keyCommands } from './key-commands.js';
import { configCommands } from './settings/config-commands.js';
import { ledgerCommands } from './ledger-commands.js';
import { organizationCommands } from './organization-commands.js';

export interface ProgramOutput {
  readonly out: (text: string) => void;
  /** Called where what was printed tells of something wrong. */
  readonly fail?: () => void;
}

interface GlobalOptions {
  readonly url?: string;
  readonly home?: string;
  readonly json?: boolean;
}

/** The command line `beluga`, over the admin API. */
export function createProgram({ out, fail = () => undefined }: ProgramOutput): Command {
  const program = new Command('beluga')
    .description('Administers a BelugAPI gateway, and looks at what it runs with.')
    .option('--url <url>', 'the gateway (default: BELUGA_URL, or that of the stack in --home)')
    .option('--home <folder>', 'home of a stack on this machine (default: BELUGA_HOME, or .beluga)')
    .option('--json', 'prints JSON, for scripts')
    .addHelpText('after', '\nThe admin key comes from BELUGA_ADMIN_KEY, or from the home of the stack.')
    .configureHelp({ showGlobalOptions: true })
    .exitOverride();
  const options = () => program.opts<GlobalOptions>();
  const context: CommandContext = {
    client: () => new AdminClient(findGateway(options())),
    gateway: () => ({ url: options().url, home: options().home }),
    print: (value, describe) => out(options().json ? `${JSON.stringify(value, undefined, 2)}\n` : describe()),
    fail,
  };
  const commands = [keyCommands, organizationCommands, ledgerCommands, configCommands, doctorCommands].map((make) =>
    make(context),
  );
  for (const command of commands) {
    program.addCommand(command);
    // What it does not do by itself for commands that were made elsewhere; it would end the process, also inside a spec.
    for (const inner of [command, ...command.commands]) inner.copyInheritedSettings(program);
  }
  return program;
}
