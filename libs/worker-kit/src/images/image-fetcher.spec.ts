import { getEventListeners, once } from 'node:events';
import type { IncomingMessage, RequestListener } from 'node:http';
import { Client } from 'undici';
import { bytes, type PictureServer, redirect, startPictureServer } from '../__fixtures__/picture-server.js';
import { pictures } from '../__fixtures__/pictures.js';
import { ByteBudget } from './byte-budget.js';
import { ImageFetcher, type ImageFetcherOptions } from './image-fetcher.js';
import { ImageRefusal } from './image-refusal.js';
import { pinnedLookup } from './pinned-lookup.js';

const mebibyte = 1024 * 1024;
const requests: IncomingMessage[] = [];
const noted =
  (listener: RequestListener): RequestListener =>
  (request, response) => {
    requests.push(request);
    listener(request, response);
  };
let silent = Promise.withResolvers<IncomingMessage>();
let server: PictureServer;
let inside: PictureServer;

beforeAll(async () => {
  inside = await startPictureServer({ '/secret': bytes(pictures.png) });
  server = await startPictureServer({
    '/png': noted(bytes(pictures.png)),
    '/query?size=large': bytes(pictures.gif),
    '/once': redirect('/png', 301),
    '/twice': redirect('/once', 307),
    '/thrice': redirect('/twice', 308),
    '/four-times': redirect('/thrice'),
    '/loop': redirect('/loop'),
    '/inside': redirect(inside.url('/secret')),
    '/localhost': redirect('http://localhost/secret'),
    '/metadata': redirect('http://169.254.169.254/latest/meta-data/', 307),
    '/file': redirect('file:///etc/passwd'),
    '/credentials': redirect('http://user:secret@example.com/'),
    '/nowhere': (_, response) => response.writeHead(302).end(),
    '/said-large': (_, response) => void response.writeHead(200, { 'content-length': 3 * mebibyte }).write('x'),
    '/large': (_, response) => response.writeHead(200).end(Buffer.alloc(3 * mebibyte)),
    '/silent': (request) => silent.resolve(request),
    '/stops': (_, response) => void response.writeHead(200).write('x'),
    '/breaks': (_, response) => response.writeHead(200, { 'content-length': 9 }).write('x', () => response.destroy()),
    '/teapot': (_, response) => response.writeHead(418).end(),
  });
});
afterAll(() => Promise.all([server.close(), inside.close()]));

function fetchImage(url: string, options: ImageFetcherOptions = {}, signal = new AbortController().signal) {
  const fetcher = new ImageFetcher({ allowedHosts: [server.host], ...options });
  return fetcher.fetch(url, new ByteBudget(40 * mebibyte), signal);
}

describe('ImageFetcher', () => {
  it.each(['/png', '/once', '/twice', '/thrice', '/png#fragment'])('brings a picture from %s', async (path) => {
    const { signal } = new AbortController();
    await expect(fetchImage(server.url(path), {}, signal)).resolves.toEqual(Buffer.from(pictures.png, 'base64'));
    expect(getEventListeners(signal, 'abort')).toEqual([]);
  });

  it('asks for a path with its query', async () => {
    await expect(fetchImage(server.url('/query?size=large'))).resolves.toEqual(Buffer.from(pictures.gif, 'base64'));
  });

  it('says who asks, and nothing of the caller', async () => {
    await fetchImage(server.url('/png'));
    expect(requests.at(-1)?.headers).toEqual({
      host: server.host,
      connection: expect.any(String),
      'user-agent': 'BelugAPI',
      accept: 'image/*',
      'accept-encoding': 'identity',
    });
  });

  it.each([
    ['a missing picture', '/none', 'was answered with HTTP status 404'],
    ['another status', '/teapot', 'was answered with HTTP status 418'],
    ['a redirect to nowhere', '/nowhere', 'was answered with HTTP status 302'],
    ['four redirects', '/four-times', 'redirects more than 3 times'],
    ['a loop', '/loop', 'redirects more than 3 times'],
    ['a redirect to another scheme', '/file', 'redirects to something that is neither http nor https'],
    ['a redirect with credentials', '/credentials', 'must not carry a user name or password'],
    ['what says that it is too large', '/said-large', 'is larger than 2 MiB'],
    ['what is too large', '/large', 'is larger than 2 MiB'],
    ['an answer that breaks off', '/breaks', 'the connection failed'],
  ])('refuses %s', async (_, path, reason) => {
    const fetched = fetchImage(server.url(path), { largestBytes: 2 * mebibyte });
    await expect(fetched).rejects.toThrow(ImageRefusal);
    await expect(fetched).rejects.toThrow(reason);
  });

  it.each([
    ['no URL', 'http://', 'is not a valid URL'],
    ['another scheme', 'ftp://example.com/a.png', 'is neither http nor https'],
    ['a file', 'file:///etc/passwd', 'is neither http nor https'],
    ['credentials', 'http://user:secret@example.com/a.png', 'must not carry a user name or password'],
    ['a user name', 'http://user@example.com/a.png', 'must not carry a user name or password'],
  ])('refuses %s', async (_, url, reason) => {
    const fetched = fetchImage(url);
    await expect(fetched).rejects.toThrow(reason);
    await expect(fetched).rejects.not.toThrow(/secret|passwd/);
  });

  describe('guards what is not public', () => {
    const port = () => inside.host.split(':')[1] ?? '';
    const toLoopback = async () => ['127.0.0.1'];

    it.each([
      ['a private address', () => inside.url('/secret')],
      ['a private address as a number', () => `http://2130706433:${port()}/secret`],
      ['a private address in hexadecimal', () => `http://0x7f.1:${port()}/secret`],
      ['a private address with a dot', () => `http://127.0.0.1.:${port()}/secret`],
      ['a mapped private address', () => `http://[::ffff:127.0.0.1]:${port()}/secret`],
      ['a name of a private address', () => `http://pictures.example:${port()}/secret`],
      ['a redirect to a private address', () => server.url('/inside')],
      ['a redirect to a name of a private address', () => server.url('/localhost')],
      ['a redirect to where clouds keep credentials', () => server.url('/metadata')],
    ])('%s', async (_, url) => {
      const fetched = fetchImage(url(), { resolve: toLoopback });
      await expect(fetched).rejects.toThrow('The image URL does not point to a public address.');
      expect(inside.connections).toBe(0);
    });

    it('a name of which one address is private', async () => {
      const resolve = async () => ['93.184.215.14', '2606:2800:21f::1', '10.0.0.1'];
      const fetched = fetchImage(`http://pictures.example:${port()}/secret`, { resolve });
      await expect(fetched).rejects.toThrow('does not point to a public address');
    });

    it('a name whose address changes after it was checked', async () => {
      const names: string[] = [];
      const resolve = async (name: string) => {
        names.push(name);
        return names.length === 1 ? ['2600::1'] : ['127.0.0.1'];
      };
      // The system would find this name on the loopback; the connection goes to what was checked, which nobody reaches.
      await expect(fetchImage(`http://localhost:${port()}/secret`, { resolve, timeoutMs: 500 })).rejects.toThrow(
        ImageRefusal,
      );
      expect(names).toEqual(['localhost']);
      expect(inside.connections).toBe(0);
    });

    it('another port of an allowed host', async () => {
      await expect(fetchImage(inside.url('/secret'))).rejects.toThrow('does not point to a public address');
      await expect(fetchImage(inside.url('/secret'), { allowedHosts: ['127.0.0.1'] })).resolves.toBeInstanceOf(Buffer);
    });
  });

  it('connects to the address that it pinned', async () => {
    const origin = `http://pictures.invalid:${server.host.split(':')[1]}`;
    const pinned = new Client(origin, { connect: { lookup: pinnedLookup(['127.0.0.1']) } });
    const { statusCode, body } = await pinned.request({ method: 'GET', path: '/png' });
    expect([statusCode, (await body.arrayBuffer()).byteLength]).toEqual([
      200,
      Buffer.from(pictures.png, 'base64').length,
    ]);
    await pinned.close();
  });

  it('refuses a name that is unknown, and a host that does not answer, without an address in the message', async () => {
    await expect(fetchImage('http://pictures.example/a', { resolve: async () => [] })).rejects.toThrow(
      'cannot be found',
    );
    const fetched = fetchImage('http://127.0.0.1:1/a', { allowedHosts: ['127.0.0.1'] });
    await expect(fetched).rejects.toThrow('The image URL could not be fetched: the connection failed.');
    await expect(fetched).rejects.not.toThrow('127.0.0.1');
  });

  it.each([
    ['a host that says nothing', '/silent'],
    ['a body that stops', '/stops'],
  ])('refuses %s after its time', async (_, path) => {
    const fetched = fetchImage(server.url(path), { timeoutMs: 300 });
    await expect(fetched).rejects.toThrow('The image URL was not answered within 0.3 seconds.');
  });

  it('refuses a name server that says nothing after its time', async () => {
    const resolve = () => new Promise<string[]>(() => undefined);
    const fetched = fetchImage('http://pictures.example/a', { resolve, timeoutMs: 100 });
    await expect(fetched).rejects.toThrow('was not answered within 0.1 seconds');
  });

  it('ends with the caller', async () => {
    silent = Promise.withResolvers();
    const abort = new AbortController();
    const fetched = fetchImage(server.url('/silent'), {}, abort.signal);
    const { socket } = await silent.promise;
    const closed = once(socket, 'close');
    abort.abort(new Error('the caller left'));
    await expect(fetched).rejects.toThrow('the caller left');
    await closed;
    expect(getEventListeners(abort.signal, 'abort')).toEqual([]);
  });

  it('counts the bytes of several pictures together', async () => {
    const fetcher = new ImageFetcher({ allowedHosts: [server.host] });
    const budget = new ByteBudget(5 * mebibyte);
    const { signal } = new AbortController();
    await expect(fetcher.fetch(server.url('/large'), budget, signal)).resolves.toHaveLength(3 * mebibyte);
    await expect(fetcher.fetch(server.url('/large'), budget, signal)).rejects.toThrow('larger than 5 MiB together');
  });
});
