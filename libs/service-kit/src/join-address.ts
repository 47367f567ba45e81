/** `host:port`, as in a URL; an IPv6 address gets the brackets that it needs there. */
export function joinAddress(host: string, port: number): string {
  return host.includes(':') && !host.startsWith('[') ? `[${host}]:${port}` : `${host}:${port}`;
}

/** Where a client on this machine reaches what listens on `host`: every address is also the loopback one. */
export function reachableHost(host: string): string {
  return host === '0.0.0.0' ? '127.0.0.1' : host === '::' ? '::1' : host;
}
