const colours = [36, 35, 32, 33, 34, 96, 95, 92, 93, 94];
const prefixWidth = 16;

/** Where the launcher and the services it runs are shown. */
export interface Terminal {
  isTty: boolean;
  write(text: string): void;
}

/** A function that shows lines of `name` behind its prefix; coloured, each name its own colour, only on a terminal. */
export function prefixed(terminal: Terminal, name: string, index: number): (line: string) => void {
  const label = `${name.padEnd(prefixWidth)}| `;
  const colour = colours[index % colours.length];
  const prefix = terminal.isTty ? `\u001B[${colour}m${label}\u001B[0m` : label;
  return (line) => terminal.write(`${prefix}${line}\n`);
}
