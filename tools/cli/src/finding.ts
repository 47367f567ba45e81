/** One thing that was looked at. */
export interface Finding {
  /** `unknown`: it could not be looked at, and the message says why. */
  readonly severity: 'ok' | 'warning' | 'error' | 'unknown';
  /** What it is about: a variable, a service, a model. */
  readonly subject: string;
  /** Never shows a secret. */
  readonly message: string;
  /** What to change. */
  readonly setting?: string;
}

/** Whether anything needs a change: what cannot be looked at is no problem of itself. */
export function isProblem({ severity }: Finding): boolean {
  return severity === 'error';
}
