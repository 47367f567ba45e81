import { lookup, Resolver } from 'node:dns/promises';

/** Gives the addresses of a host name; none where it has none. */
export type ResolveHost = (hostname: string) => Promise<readonly string[]>;

const resolver = new Resolver({ timeout: 2_500, tries: 2 });

/**
 * Asks the name servers for all addresses of a public name, IPv4 first. Not through getaddrinfo: that has four threads, which
 * the connections to vendors need too, and a slow name would hold one for long.
 */
export const resolvePublicHost: ResolveHost = async (hostname) => {
  const answers = await Promise.allSettled([resolver.resolve4(hostname), resolver.resolve6(hostname)]);
  return answers.flatMap((answer) => (answer.status === 'fulfilled' ? answer.value : []));
};

/** The addresses of a host that the operator named, as any program on this machine sees them. */
export const resolveAllowedHost: ResolveHost = async (hostname) => {
  const addresses = await lookup(hostname, { all: true }).catch(() => []);
  return addresses.map(({ address }) => address);
};
