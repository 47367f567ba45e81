import { DecodeLoop, type DecodeParticipant } from './decode-loop.js';

class Fake implements DecodeParticipant {
  readonly steps: number[] = [];
  readonly finished: Promise<void>;
  ready = true;
  private finish!: () => void;

  constructor(
    public promptLeft: number,
    private tokens: number,
    private readonly turns: string[],
    private readonly name: string,
  ) {
    this.finished = new Promise((resolve) => (this.finish = resolve));
  }

  async step(promptTokens: number): Promise<void> {
    this.turns.push(this.name);
    this.steps.push(promptTokens);
    if (this.promptLeft > 0) this.promptLeft -= promptTokens;
    else this.tokens--;
    await Promise.resolve();
    if (this.tokens > 0) return;
    this.ready = false;
    this.finish();
  }
}

describe('DecodeLoop', () => {
  it('takes all that generate in every turn', async () => {
    const turns: string[] = [];
    const loop = new DecodeLoop(8);
    const fakes = ['a', 'b', 'c'].map((name) => new Fake(0, 3, turns, name));
    for (const fake of fakes) fake.ready = false;
    for (const fake of fakes) loop.add(fake);
    for (const fake of fakes) fake.ready = true;
    loop.wake();
    await Promise.all(fakes.map((fake) => fake.finished));
    expect(turns).toEqual(['a', 'b', 'c', 'a', 'b', 'c', 'a', 'b', 'c']);
  });

  it('evaluates a long prompt in the room that the others leave', async () => {
    const turns: string[] = [];
    const loop = new DecodeLoop(10);
    const generating = new Fake(0, 4, turns, 'generating');
    const prompting = new Fake(25, 1, turns, 'prompting');
    loop.add(generating);
    loop.add(prompting);
    await Promise.all([generating.finished, prompting.finished]);
    expect(prompting.steps.every((step) => step <= 10)).toBe(true);
    expect(prompting.steps.slice(0, -1).reduce((sum, step) => sum + step, 0)).toBe(25);
    expect(turns.indexOf('prompting')).toBeLessThan(turns.lastIndexOf('generating'));
  });

  it('lets a prompt wait where the batch is full, and takes it up later', async () => {
    const turns: string[] = [];
    const loop = new DecodeLoop(4);
    const first = new Fake(8, 1, turns, 'first');
    const second = new Fake(4, 1, turns, 'second');
    loop.add(first);
    loop.add(second);
    await Promise.all([first.finished, second.finished]);
    expect(first.steps).toEqual([4, 4, 0]);
    expect(second.steps.reduce((sum, step) => sum + step, 0)).toBe(4);
  });

  it('rests while nobody is ready, and goes on when woken', async () => {
    const turns: string[] = [];
    const loop = new DecodeLoop(4);
    const fake = new Fake(0, 2, turns, 'a');
    fake.ready = false;
    loop.add(fake);
    await Promise.resolve();
    expect(turns).toEqual([]);
    fake.ready = true;
    loop.wake();
    await fake.finished;
    expect(turns).toEqual(['a', 'a']);
  });
});
