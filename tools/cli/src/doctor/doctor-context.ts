import type { ReadyFile } from '@belugapi/up';
import type { Finding } from '../finding.js';

/** What the checks work with. */
export interface DoctorContext {
  /** What is set, as it was found. */
  readonly given: Readonly<Record<string, string>>;
  /** What is set, secrets from files included. */
  readonly variables: Readonly<Record<string, string>>;
  /** They come from a file that was written for BelugAPI, and not from the environment, which has strangers' too. */
  readonly isOurs: boolean;
  /** Home of a stack on this machine. */
  readonly home: string;
  /** What the stack in that home says of itself; none of it where another gateway was named. */
  readonly ready: ReadyFile | undefined;
  /** The gateway that was named, or that of the stack. */
  readonly url: string | undefined;
  /** It runs elsewhere: of its machine nothing can be said, neither of its files nor of what it can reach. */
  readonly isRemote: boolean;
  readonly adminKey: string | undefined;
  /** What ends within so many days is told. */
  readonly days: number;
  /** Unix milliseconds. */
  readonly now: number;
  /** Vendors may be asked for their models with the keys. */
  readonly asksVendors: boolean;
}

/** Takes what is known already, so that it is told even where the check does not end in time. */
export type Keep = (findings: readonly Finding[]) => void;

/** One check. It ends in time: `signal` says when. What it returns is told behind what it kept; what it throws becomes a finding. */
export interface Check {
  readonly name: string;
  run(context: DoctorContext, signal: AbortSignal, keep: Keep): Promise<readonly Finding[]>;
}

type Tell = (subject: string, message: string, setting?: string) => Finding;

const tell =
  (severity: Finding['severity']): Tell =>
  (subject, message, setting) => ({ severity, subject, message, ...(setting !== undefined && { setting }) });

export const fine = tell('ok');
export const warning = tell('warning');
export const wrong = tell('error');
export const unknown = tell('unknown');

/** What does not answer: wrong, unless it is a gateway elsewhere that it would have to answer. */
export const unreached = ({ isRemote }: Pick<DoctorContext, 'isRemote'>): Tell => (isRemote ? unknown : wrong);
