import { FailureCode } from '@belugapi/contracts';
import { CompletionFailure } from '@belugapi/completion';
import type { ModelRow } from '@belugapi/model-catalog';

/** The refusal of a field that a model does not take; `kind` says which sort of it, where it takes others. */
export function unsupportedParameter(param: string, { id }: ModelRow, kind?: string): CompletionFailure {
  const what = kind === undefined ? `'${param}'` : `'${param}' of type ${kind}`;
  return CompletionFailure.of(
    FailureCode.UNSUPPORTED_PARAMETER,
    `Unsupported parameter: ${what} is not supported with the model \`${id}\`. Send the header x-beluga-unsupported: drop to leave such parameters out.`,
    { param },
  );
}
