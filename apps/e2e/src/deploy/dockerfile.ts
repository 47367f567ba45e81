/** One instruction of a Dockerfile, continued lines joined. */
export interface Instruction {
  readonly name: string;
  readonly text: string;
}

/** One stage: what follows a FROM. */
export interface Stage {
  readonly base: string;
  readonly name: string | undefined;
  readonly instructions: readonly Instruction[];
}

/** The stages of a Dockerfile in their order; ARGs before the first are its `globals`. */
export function parseDockerfile(text: string): { globals: readonly Instruction[]; stages: readonly Stage[] } {
  const lines = text.replaceAll(/\\\n\s*/g, '').split('\n');
  const instructions = lines
    .filter((line) => line.trim() !== '' && !line.startsWith('#'))
    .map((line) => ({ name: /^\w+/.exec(line)?.[0] ?? '', text: line.replace(/^\w+\s+/, '') }));
  const starts = instructions.flatMap(({ name }, index) => (name === 'FROM' ? [index] : []));
  const stages = starts.map((start, index) => {
    const [, base = '', name] = /^(\S+)(?: AS (\S+))?$/.exec(instructions[start]?.text ?? '') ?? [];
    return { base, name, instructions: instructions.slice(start + 1, starts[index + 1]) };
  });
  return { globals: instructions.slice(0, starts[0]), stages };
}

/** The stage that becomes the image. */
export function finalStage(text: string): Stage {
  const stage = parseDockerfile(text).stages.at(-1);
  if (!stage) throw new Error('there is no FROM');
  return stage;
}

/** The text of a stage's only instruction of a kind. Throws where there is none or more than one. */
export function only({ instructions }: Stage, name: string): string {
  const found = instructions.filter((instruction) => instruction.name === name);
  if (found.length !== 1) throw new Error(`${found.length} × ${name}`);
  return found[0]?.text ?? '';
}

/** A stage's ENV as variables. */
export function environmentOf(stage: Stage): Record<string, string> {
  const text = stage.instructions
    .filter(({ name }) => name === 'ENV')
    .map((instruction) => instruction.text)
    .join(' ');
  return Object.fromEntries([...text.matchAll(/(\w+)=(\S+)/g)].map(([, name = '', value = '']) => [name, value]));
}
