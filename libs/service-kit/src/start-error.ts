/** What keeps a service from starting, in words for the operator: shown without a stack, and the process ends with 1. */
export class StartError extends Error {
  override readonly name = 'StartError';
}

/**
 * Gives what `make` gives. @throws {StartError} that begins with `setting`, where `make` fails: the file or address that the
 * setting names is at fault.
 */
export async function blameSetting<Made>(setting: string, make: () => Made | Promise<Made>): Promise<Made> {
  try {
    return await make();
  } catch (error) {
    throw new StartError(`${setting}: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  }
}
