import { type Command, InvalidArgumentError, Option } from 'commander';

/** What the options of `withLimitOptions` come to. */
export interface LimitOptions {
  readonly rpm?: Units;
  readonly tpm?: Units;
  readonly concurrent?: Units;
  readonly totalUsd?: string;
  readonly dailyUsd?: string;
  readonly monthlyUsd?: string;
}

// The word itself: commander turns a null into an empty text.
const none = 'none';
type Units = number | typeof none;

const units = (text: string): Units => {
  if (text === none) return none;
  if (!/^\d{1,12}$/.test(text)) throw new InvalidArgumentError(`Expected a whole number, or ${none}.`);
  return Number(text);
};
const dollars = (text: string): string => {
  if (text === none) return none;
  if (!/^\d{1,9}(\.\d{1,9})?$/.test(text))
    throw new InvalidArgumentError(`Expected dollars as in 25 or 0.5, or ${none}.`);
  return text;
};

/** Adds the options that limit a key or an organisation. */
export function withLimitOptions(command: Command): Command {
  const option = (flags: string, description: string, read: (text: string) => unknown) =>
    command.addOption(new Option(flags, description).argParser(read));
  option('--rpm <number>', 'requests per minute, or "none"', units);
  option('--tpm <number>', 'tokens per minute, or "none"', units);
  option('--concurrent <number>', 'requests at the same time, or "none"', units);
  option('--total-usd <dollars>', 'money in all, or "none"', dollars);
  option('--daily-usd <dollars>', 'money per day, or "none"', dollars);
  option('--monthly-usd <dollars>', 'money per month, or "none"', dollars);
  return command;
}

/** The `limits` of a request body; undefined where no option was given. */
export function limitsOf(options: LimitOptions): object | undefined {
  const money = given({
    total_usd: orNull(options.totalUsd),
    daily_usd: orNull(options.dailyUsd),
    monthly_usd: orNull(options.monthlyUsd),
  });
  const limits = given({
    requests_per_minute: orNull(options.rpm),
    tokens_per_minute: orNull(options.tpm),
    concurrent_requests: orNull(options.concurrent),
    money: Object.keys(money).length > 0 ? money : undefined,
  });
  return Object.keys(limits).length > 0 ? limits : undefined;
}

function orNull<Value>(value: Value): Exclude<Value, typeof none> | null {
  return value === none ? null : (value as Exclude<Value, typeof none>);
}

/** Without the fields that were not given. */
export function given(fields: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}
