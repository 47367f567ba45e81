import type { DestinationStream } from 'pino';

// Shown in a place of their own, or the same on every line.
const apart = new Set(['level', 'time', 'service', 'msg']);

/** Turns pino's JSON lines into `LEVEL message key=value …` for people. */
export function prettyDestination(out: NodeJS.WritableStream = process.stdout): DestinationStream {
  return {
    write: (line) => {
      const entry = JSON.parse(line) as Record<string, unknown>;
      const fields = Object.entries(entry)
        .filter(([name]) => !apart.has(name))
        .map(([name, value]) => ` ${name}=${readable(value)}`);
      const level = readable(entry['level']).toUpperCase().padEnd(5);
      out.write(`${level} ${typeof entry['msg'] === 'string' ? entry['msg'] : ''}${fields.join('')}\n`);
    },
  };
}

function readable(value: unknown): string {
  if (typeof value === 'string') return value;
  const stack = (value as { stack?: unknown } | null | undefined)?.stack;
  return typeof stack === 'string' ? stack : JSON.stringify(value);
}
