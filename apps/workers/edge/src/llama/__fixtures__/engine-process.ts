import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { LlamaEngineOptions } from '../llama-engine-options.js';

export interface EngineEvent {
  readonly id: number;
  readonly kind: string;
  readonly value?: unknown;
  readonly at: number;
}

export interface Answer {
  readonly text: string;
  readonly events: readonly EngineEvent[];
}

/** The built engine in a process of its own; see run-engine.mjs. */
export class EngineProcess {
  contextWindow = 0;
  private readonly listeners = new Map<number, (event: EngineEvent) => void>();
  private lastId = 0;

  private constructor(private readonly child: ChildProcess) {
    if (child.stdout === null) throw new Error('the engine process has no output');
    createInterface({ input: child.stdout }).on('line', (line) => {
      const event = JSON.parse(line) as EngineEvent;
      this.listeners.get(event.id)?.(event);
    });
  }

  static async start(options: LlamaEngineOptions): Promise<EngineProcess> {
    const script = fileURLToPath(new URL('run-engine.mjs', import.meta.url));
    const child = spawn(process.execPath, [script, JSON.stringify(options)], { stdio: ['pipe', 'pipe', 'inherit'] });
    const engine = new EngineProcess(child);
    engine.contextWindow = await new Promise<number>((resolve, reject) => {
      child.once('exit', (code) => reject(new Error(`the engine process ended with ${code}`)));
      engine.listeners.set(0, ({ value }) => resolve(Number(value)));
    });
    return engine;
  }

  begin(request: object, hold = false) {
    const id = ++this.lastId;
    const events: EngineEvent[] = [];
    let sawText = (): void => undefined;
    const firstText = new Promise<void>((resolve) => (sawText = resolve));
    const answer = new Promise<Answer>((resolve, reject) => {
      this.listeners.set(id, (event) => {
        events.push(event);
        if (event.kind === 'text') sawText();
        if (event.kind === 'thrown') reject(new Error(String(event.value)));
        if (event.kind === 'end') resolve({ text: textsOf(events).join(''), events });
      });
    });
    this.send({ id, request, hold });
    const act = (command: 'abort' | 'release') => (): void => this.send({ id, [command]: true });
    return { firstText, answer, abort: act('abort'), release: act('release') };
  }

  complete(request: object): Promise<Answer> {
    return this.begin(request).answer;
  }

  /** Resolves with the exit code. */
  async stop(): Promise<number | null> {
    if (this.child.exitCode === null) {
      const exited = once(this.child, 'exit');
      this.child.stdin?.end();
      await exited;
    }
    return this.child.exitCode;
  }

  private send(command: object): void {
    this.child.stdin?.write(`${JSON.stringify(command)}\n`);
  }
}

/** The pieces of an answer's text. */
export const textsOf = (events: readonly EngineEvent[]): string[] =>
  events.filter(({ kind }) => kind === 'text').map(({ value }) => (value as { text: string }).text);
