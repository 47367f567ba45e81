import { helpText, parseBenchOptions } from './bench-options.js';

const known = ['request', 'burst', 'paced'];

describe('parseBenchOptions', () => {
  it('measures everything by default', () => {
    expect(parseBenchOptions([], known)).toEqual({
      scenarios: known,
      contestants: ['direct', 'floor', 'portkey', 'belugapi'],
      rounds: 3,
      scale: 1,
      json: undefined,
      help: false,
    });
  });

  it('takes what is named, in the order of the bench', () => {
    const options = parseBenchOptions(['--scenario', 'paced, request', '--contestants=belugapi,direct'], known);
    expect(options.scenarios).toEqual(['request', 'paced']);
    expect(options.contestants).toEqual(['direct', 'belugapi']);
  });

  it('leaves the peer out', () => {
    expect(parseBenchOptions(['--without-peer'], known).contestants).toEqual(['direct', 'floor', 'belugapi']);
  });

  it('shortens with --quick, unless rounds are given', () => {
    expect(parseBenchOptions(['--quick'], known)).toMatchObject({ rounds: 1, scale: 0.2 });
    expect(parseBenchOptions(['--quick', '--rounds', '2'], known)).toMatchObject({ rounds: 2, scale: 0.2 });
  });

  it.each([
    [['--scenario', 'bursts'], '--scenario: one or more of request, burst, paced, got bursts'],
    [['--contestants', 'nginx'], '--contestants: one or more of direct, floor, portkey, belugapi, got nginx'],
    [['--rounds', '0'], '--rounds: a whole number from 1 to 50, got 0'],
    [['--rounds', 'many'], '--rounds: a whole number from 1 to 50, got many'],
    [['--fast'], "Unknown option '--fast'"],
  ])('refuses %j', (args, message) => {
    expect(() => parseBenchOptions(args, known)).toThrow(message);
  });

  it('names every scenario in its help', () => {
    expect(helpText(known)).toContain('request, burst, paced');
  });
});
