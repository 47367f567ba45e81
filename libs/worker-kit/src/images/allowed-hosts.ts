const entryForm = /^(\[[\da-f:.]+\]|[^\s*:/?#@[\]]+)(?::(\d{1,5}))?$/i;

/** Hosts of the operator's own network that pictures may come from: `host` (any port) or `host:port`. */
export class AllowedHosts {
  private readonly entries: ReadonlySet<string>;

  /** Throws on an entry that is neither; IPv6 addresses stand in brackets. */
  constructor(entries: readonly string[] = []) {
    this.entries = new Set(entries.map(canonical));
  }

  includes({ hostname, port, protocol }: URL): boolean {
    if (this.entries.size === 0) return false;
    const effectivePort = port || (protocol === 'https:' ? '443' : '80');
    return this.entries.has(hostname) || this.entries.has(`${hostname}:${effectivePort}`);
  }
}

function canonical(entry: string): string {
  const [, host, port] = entryForm.exec(entry) ?? [];
  const hostname = host && URL.parse(`http://${host}`)?.hostname;
  if (!hostname) throw new Error(`'${entry}' is neither host nor host:port`);
  return port === undefined ? hostname : `${hostname}:${Number(port)}`;
}
