import { isIP } from 'node:net';
import { Client, type Dispatcher } from 'undici';
import { abortable } from './abortable.js';
import { AllowedHosts } from './allowed-hosts.js';
import type { ByteBudget } from './byte-budget.js';
import { ImageRefusal } from './image-refusal.js';
import { pinnedLookup } from './pinned-lookup.js';
import { isPublicAddress } from './public-address.js';
import { resolveAllowedHost, type ResolveHost, resolvePublicHost } from './resolve-host.js';
import { Slots } from './slots.js';

export interface ImageFetcherOptions {
  /** Hosts (`host` or `host:port`) that need not be public. Default none. */
  readonly allowedHosts?: readonly string[];
  /** Default: the machine's name servers. */
  readonly resolve?: ResolveHost;
  /** For one picture, redirects included. Default 10,000. */
  readonly timeoutMs?: number;
  /** Of one picture. Default 20 MiB. */
  readonly largestBytes?: number;
  /** Fetches at once, over all requests. Default 64. */
  readonly concurrency?: number;
}

const mebibyte = 1024 * 1024;
const mostRedirects = 3;
const redirects = new Set([301, 302, 303, 307, 308]);

/**
 * The only way to a picture behind a URL of a caller's: http(s) to public addresses. A host is resolved once, all its
 * addresses are checked, and the connection goes to those and no others; so for each redirect.
 */
export class ImageFetcher {
  private readonly allowed: AllowedHosts;
  private readonly slots: Slots;

  /** Throws on an allowed host that is malformed. */
  constructor(private readonly options: ImageFetcherOptions = {}) {
    this.allowed = new AllowedHosts(options.allowedHosts);
    this.slots = new Slots(options.concurrency ?? 64);
  }

  /** The bytes behind a URL, whatever they are. Throws an ImageRefusal, or the signal's reason. */
  fetch(url: string, budget: ByteBudget, signal: AbortSignal): Promise<Buffer> {
    return this.slots.run(() => this.fetchInTime(url, budget, signal), signal);
  }

  private async fetchInTime(text: string, budget: ByteBudget, signal: AbortSignal): Promise<Buffer> {
    const { timeoutMs = 10_000 } = this.options;
    const overdue = AbortSignal.timeout(timeoutMs);
    const either = AbortSignal.any([signal, overdue]);
    try {
      return await this.follow(readUrl(text), budget, either);
    } catch (error) {
      signal.throwIfAborted();
      if (overdue.aborted)
        throw new ImageRefusal(`The image URL was not answered within ${timeoutMs / 1_000} seconds.`);
      if (error instanceof ImageRefusal) throw error;
      // The errors of undici and of the system name addresses.
      throw new ImageRefusal('The image URL could not be fetched: the connection failed.', { cause: error });
    }
  }

  private async follow(start: URL, budget: ByteBudget, signal: AbortSignal): Promise<Buffer> {
    let url = start;
    for (let hops = 0; hops <= mostRedirects; hops += 1) {
      const answer = await this.get(url, budget, signal);
      if (Buffer.isBuffer(answer)) return answer;
      url = readUrl(answer, url);
    }
    throw new ImageRefusal(`The image URL redirects more than ${mostRedirects} times.`);
  }

  /** The body, or where the answer redirects to. */
  private async get(url: URL, budget: ByteBudget, signal: AbortSignal): Promise<Buffer | string> {
    const addresses = await abortable(this.addresses(url), signal);
    const client = new Client(url.origin, { connect: { lookup: pinnedLookup(addresses) }, allowH2: false });
    try {
      const response = await abortable(client.request(request(url, signal)), signal);
      const { statusCode, headers } = response;
      const { location } = headers;
      if (redirects.has(statusCode) && typeof location === 'string') return location;
      if (statusCode !== 200) throw new ImageRefusal(`The image URL was answered with HTTP status ${statusCode}.`);
      return await this.read(response, budget);
    } finally {
      // Also ends what is left of a body that is not wanted.
      void client.destroy();
    }
  }

  private async addresses(url: URL): Promise<readonly string[]> {
    const { hostname } = url;
    const literal = hostname.replace(/^\[|\]$/g, '');
    const allowed = this.allowed.includes(url);
    const resolve = allowed ? resolveAllowedHost : (this.options.resolve ?? resolvePublicHost);
    const addresses = isIP(literal) ? [literal] : await resolve(hostname);
    if (addresses.length === 0) throw new ImageRefusal('The host of the image URL cannot be found.');
    if (!allowed && !addresses.every(isPublicAddress)) {
      throw new ImageRefusal('The image URL does not point to a public address.');
    }
    return addresses;
  }

  private async read({ body, headers }: Dispatcher.ResponseData, budget: ByteBudget): Promise<Buffer> {
    const { largestBytes = 20 * mebibyte } = this.options;
    const tooLarge = `The image is larger than ${largestBytes / mebibyte} MiB.`;
    if (Number(headers['content-length']) > largestBytes) throw new ImageRefusal(tooLarge);
    const chunks: Buffer[] = [];
    let size = 0;
    for await (const chunk of body as AsyncIterable<Buffer>) {
      size += chunk.length;
      if (size > largestBytes) throw new ImageRefusal(tooLarge);
      budget.take(chunk.length);
      chunks.push(chunk);
    }
    return Buffer.concat(chunks, size);
  }
}

function readUrl(text: string, base?: URL): URL {
  const url = URL.parse(text, base?.href);
  if (!url) throw new ImageRefusal('The image URL is not a valid URL.');
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    throw new ImageRefusal(`The image URL ${base ? 'redirects to something that is' : 'is'} neither http nor https.`);
  }
  if (url.username || url.password) throw new ImageRefusal('The image URL must not carry a user name or password.');
  return url;
}

function request({ pathname, search }: URL, signal: AbortSignal): Dispatcher.RequestOptions {
  // Some hosts refuse a caller without a name; compressed pictures would not be recognised.
  const headers = { 'user-agent': 'BelugAPI', accept: 'image/*', 'accept-encoding': 'identity' };
  return { method: 'GET', path: pathname + search, headers, signal };
}
