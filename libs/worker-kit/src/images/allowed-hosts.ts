const hostForm = String.raw`(?:\[[\da-fA-F:.]+\]|[^\s*:/?#@[\],]+)`;
const portForm = String.raw`\d{1,5}`;
const entryForm = new RegExp(`^(${hostForm})(?::(${portForm}))?$`);

/** Hosts of the operator's own network that pictures may come from: `host` (any port) or `host:port`. */
export class AllowedHosts {
  /** Of several entries with commas between them, for whoever checks them without this class. */
  static readonly listForm = new RegExp(String.raw`^(?:\s*(?:${hostForm}(?::${portForm})?)?\s*(?:,|$))*$`);

  private readonly entries = new Set<string>();

  /** Throws on an entry that is neither; IPv6 addresses stand in brackets. */
  constructor(entries: readonly string[] = []) {
    for (const entry of entries) {
      const host = canonical(entry);
      if (host === undefined) throw new Error(`'${entry}' is neither host nor host:port`);
      this.entries.add(host);
    }
  }

  static isEntry(this: void, entry: string): boolean {
    return canonical(entry) !== undefined;
  }

  includes({ hostname, port, protocol }: URL): boolean {
    if (this.entries.size === 0) return false;
    const effectivePort = port || (protocol === 'https:' ? '443' : '80');
    return this.entries.has(hostname) || this.entries.has(`${hostname}:${effectivePort}`);
  }
}

function canonical(entry: string): string | undefined {
  const [, host, port] = entryForm.exec(entry) ?? [];
  const hostname = host && URL.parse(`http://${host}`)?.hostname;
  if (!hostname) return undefined;
  return port === undefined ? hostname : `${hostname}:${Number(port)}`;
}
