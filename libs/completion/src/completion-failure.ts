import { type Failure, FailureCode } from '@belugapi/contracts';

/** Makes a failure message; `more` adds `param`, `retryAfterMs` or what the vendor said. */
export function createFailure(code: FailureCode, message: string, more: Partial<Failure> = {}): Failure {
  return { ...more, code, message };
}

/** A failure on its way to whoever answers the caller. */
export class CompletionFailure extends Error {
  override readonly name = 'CompletionFailure';
  constructor(
    readonly failure: Failure,
    options?: ErrorOptions,
  ) {
    super(failure.message, options);
  }

  static of(code: FailureCode, message: string, more?: Partial<Failure>): CompletionFailure {
    return new CompletionFailure(createFailure(code, message, more));
  }

  /** Anything thrown as a failure; what is not ours is internal and tells the caller nothing. */
  static from(error: unknown): CompletionFailure {
    if (error instanceof CompletionFailure) return error;
    return new CompletionFailure(
      createFailure(FailureCode.INTERNAL, 'The server had an error while processing your request.'),
      {
        cause: error,
      },
    );
  }
}

/** The name of a failure code in snake case, as logs, metrics and the ledger show it. */
export function failureName(code: FailureCode): string {
  return (FailureCode[code] ?? 'UNSPECIFIED').toLowerCase();
}
