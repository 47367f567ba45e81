import type { DestinationStream } from 'pino';

/** Turns pino's JSON lines into `LEVEL message key=value …` for people. */
export function prettyDestination(out: NodeJS.WritableStream = process.stdout): DestinationStream {
  return {
    write: (line) => {
      const { level, time: _time, service: _service, msg, ...rest } = JSON.parse(line) as Record<string, unknown>;
      const fields = Object.entries(rest)
        .filter(([, value]) => value !== undefined)
        .map(([name, value]) => ` ${name}=${typeof value === 'object' ? readable(value) : String(value)}`);
      out.write(`${String(level).toUpperCase().padEnd(5)} ${typeof msg === 'string' ? msg : ''}${fields.join('')}\n`);
    },
  };
}

function readable(value: unknown): string {
  const stack = (value as { stack?: unknown } | null)?.stack;
  return typeof stack === 'string' ? stack : JSON.stringify(value);
}
