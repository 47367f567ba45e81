/** Puts a field that nobody knows into every object of a JSON text, but not below the keys `carried`. */
export function addUnknownFields(json: string, carried: readonly string[]): string {
  const add = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(add);
    if (typeof value !== 'object' || value === null) return value;
    const fields = Object.entries(value).map(([key, field]) => [key, carried.includes(key) ? field : add(field)]);
    return { ...Object.fromEntries(fields), beluga_unknown: { of: ['tomorrow', 1, null] } };
  };
  return JSON.stringify(add(JSON.parse(json)));
}

/** The same for the `data:` lines of a stream, with events of an unknown name and comments between them. */
export function addUnknownToStream(stream: string, carried: readonly string[]): string {
  const unknown = ': keep-alive\n\nevent: beluga_unknown\ndata: {"type":"beluga_unknown"}\n\n';
  const blocks = stream.split('\n\n').filter(Boolean);
  return blocks
    .map((block) =>
      block.replaceAll(/^data: ?(\{.*)$/gm, (_, json: string) => `data: ${addUnknownFields(json, carried)}`),
    )
    .map((block) => `${unknown}${block}\n\n`)
    .join('');
}
