/** One sample of a metric. */
export interface Sample {
  /** With the suffix of a histogram's part. */
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

export interface Family {
  readonly type: string;
  readonly samples: readonly Sample[];
}

const types = ['counter', 'gauge', 'histogram', 'summary', 'untyped'];
const suffixes: Readonly<Record<string, readonly string[]>> = {
  histogram: ['_bucket', '_sum', '_count'],
  summary: ['', '_sum', '_count'],
};
const sampleLine = /^([a-zA-Z_:][\w:]*)(?:\{(.*)\})? (\S+)$/;
const labelPair = /([a-zA-Z_]\w*)="((?:[^"\\\n]|\\["\\n])*)"(?:,|$)/gy;

/**
 * Reads Prometheus' text format (exposition format 0.0.4) and refuses what a scrape would: samples without a type or out of
 * their family, labels that are not quoted, the same series twice, histograms that do not add up.
 * @throws with the line at fault.
 */
export function readExposition(text: string): ReadonlyMap<string, Family> {
  if (!text.endsWith('\n')) throw new Error('the last line has no end');
  const families = new Map<string, { type: string; samples: Sample[] }>();
  const series = new Set<string>();
  let current = '';
  for (const line of text.split('\n')) {
    const refuse = (why: string) => new Error(`${why}: ${line}`);
    if (line === '' || line.startsWith('# HELP ')) continue;
    if (line.startsWith('#')) {
      const [, name = '', type = ''] = /^# TYPE ([a-zA-Z_:][\w:]*) (\w+)$/.exec(line) ?? [];
      if (!types.includes(type)) throw refuse('no type');
      if (families.has(name)) throw refuse('a family that was there before');
      families.set((current = name), { type, samples: [] });
      continue;
    }
    const [, name = '', labels = '', number = ''] = sampleLine.exec(line) ?? [];
    const family = families.get(current);
    if (!family || !(suffixes[family.type] ?? ['']).some((suffix) => name === current + suffix))
      throw refuse(`no sample of ${current || 'any family'}`);
    const sample = { name, labels: readLabels(labels), value: readNumber(number) };
    if (series.has(`${name}{${labels}}`)) throw refuse('the same series again');
    series.add(`${name}{${labels}}`);
    family.samples.push(sample);
  }
  for (const [name, family] of families) if (family.type === 'histogram') checkHistogram(name, family);
  return families;
}

function readLabels(text: string): Record<string, string> {
  const pairs = [...text.matchAll(labelPair)];
  if (pairs.map(([pair]) => pair).join('') !== text) throw new Error(`labels that cannot be read: ${text}`);
  return Object.fromEntries(pairs.map(([, name = '', value = '']) => [name, value]));
}

function readNumber(text: string): number {
  const value = text === '+Inf' ? Infinity : text === '-Inf' ? -Infinity : Number(text);
  if (Number.isNaN(value)) throw new Error(`no number: ${text}`);
  return value;
}

function checkHistogram(name: string, { samples }: Family): void {
  const otherLabels = (labels: Sample['labels']) => Object.entries(labels).filter(([label]) => label !== 'le');
  const parts = Map.groupBy(samples, ({ labels }) => JSON.stringify(otherLabels(labels)));
  for (const [labels, part] of parts) {
    const buckets = part.filter((sample) => sample.name === `${name}_bucket`);
    const bounds = buckets.map(({ labels: { le = '' } }) => readNumber(le));
    const counts = buckets.map(({ value }) => value);
    const rises = (figures: readonly number[]) => figures.every((figure, index) => figure >= (figures[index - 1] ?? 0));
    const total = part.find((sample) => sample.name === `${name}_count`)?.value;
    if (!rises(bounds) || !rises(counts) || bounds.at(-1) !== Infinity || counts.at(-1) !== total)
      throw new Error(`a histogram that does not add up: ${name}${labels}`);
  }
}
