import { type ContentPart, FailureCode, Role } from '@belugapi/contracts';
import { CompletionFailure } from '@belugapi/completion';
import type { CompletionTask, ImagePolicy } from '@belugapi/provider-spec';
import { adapterTask } from '@belugapi/testing';
import { bytes, type PictureServer, redirect, startPictureServer } from '../__fixtures__/picture-server.js';
import { animatedPng, pictures, pngWithLargeProfile } from '../__fixtures__/pictures.js';
import { ImageFetcher } from './image-fetcher.js';
import { inlineImages } from './inline-images.js';

const mediaTypes = ['image/png', 'image/jpeg', 'image/gif', 'image/webp'];
const policy: ImagePolicy = { fetchedByVendor: [], mediaTypes };
const forever = new AbortController().signal;
const megabytes = (count: number) =>
  Buffer.concat([Buffer.from(pictures.jpeg, 'base64'), Buffer.alloc(count * 1024 * 1024)]).toString('base64');

let server: PictureServer;
let fetcher: ImageFetcher;
let inFlight = 0;
let mostInFlight = 0;

beforeAll(async () => {
  server = await startPictureServer({
    '/png': bytes(pictures.png, 'image/jpeg'),
    '/gif': bytes(pictures.gif, 'text/html'),
    '/bmp': bytes(pictures.bmp, 'image/png'),
    '/html': bytes(Buffer.from('<html>').toString('base64'), 'image/png'),
    '/empty': bytes('', 'image/png'),
    '/moved': redirect('/png'),
    '/silent': () => undefined,
    '/heavy-1': bytes(megabytes(18)),
    '/heavy-2': bytes(megabytes(18)),
    '/heavy-3': bytes(megabytes(18)),
    ...Object.fromEntries(
      Array.from({ length: 25 }, (_, index) => [
        `/many-${index}`,
        (_request: unknown, response: Parameters<ReturnType<typeof bytes>>[1]) => {
          inFlight += 1;
          mostInFlight = Math.max(mostInFlight, inFlight);
          setTimeout(() => {
            inFlight -= 1;
            response.end(Buffer.from(pictures.gif, 'base64'));
          }, 10);
        },
      ]),
    ),
  });
  fetcher = new ImageFetcher({ allowedHosts: [server.host] });
});
afterAll(() => server.close());

const image = (url: string, detail?: string): ContentPart => ({
  part: { $case: 'image', value: { url, ...(detail !== undefined && { detail }) } },
});
const words: ContentPart = { part: { $case: 'text', value: { text: 'What is this?' } } };

/** A request whose second message holds words and then these parts. */
function ask(...parts: ContentPart[]): CompletionTask {
  const message = { role: Role.USER, toolCalls: [], reasoningState: [] };
  return adapterTask({
    messages: [
      { ...message, content: [words] },
      { ...message, content: [words, ...parts] },
    ],
  });
}

function urls({ request }: CompletionTask): string[] {
  return request.messages.flatMap(({ content }) =>
    content.flatMap(({ part }) => (part?.$case === 'image' ? [part.value.url] : [])),
  );
}

async function refusal(task: CompletionTask, more: Partial<ImagePolicy> = {}) {
  const error: unknown = await inlineImages(task, { ...policy, ...more }, fetcher, forever).catch((thrown) => thrown);
  if (!(error instanceof CompletionFailure)) throw new Error('not refused', { cause: error });
  return error.failure;
}

const data = (type: string, base64: string) => `data:${type};base64,${base64}`;

describe('inlineImages', () => {
  it.each([
    ['png', 'image/png'],
    ['gif', 'image/gif'],
    ['jpeg', 'image/jpeg'],
    ['webp', 'image/webp'],
  ] as const)('takes %s as it came', async (kind, type) => {
    const task = ask(image(data(type, pictures[kind]), 'low'));
    await expect(inlineImages(task, policy, fetcher, forever)).resolves.toEqual(task);
  });

  it.each([
    ['a wrong media type', data('image/jpeg', pictures.png)],
    ['a media type that is none', data('image/jpg', pictures.png)],
    ['no media type', data('', pictures.png)],
    ['parameters', `data:image/png;charset=utf-8;base64,${pictures.png}`],
    ['capitals', `DATA:Image/PNG;BASE64,${pictures.png}`],
    ['missing padding', data('image/png', pictures.png.replace(/=+$/, ''))],
  ])('corrects %s', async (_, url) => {
    const [inlined] = urls(await inlineImages(ask(image(url)), policy, fetcher, forever));
    expect(inlined).toBe(data('image/png', pictures.png));
  });

  it('knows a PNG by more than its first bytes', async () => {
    const task = ask(image(data('image/png', pngWithLargeProfile())), image(data('image/png', animatedPng())));
    await expect(inlineImages(task, policy, fetcher, forever)).resolves.toEqual(task);
  });

  it('puts the bytes behind URLs into the request, whatever the server calls them, and nothing else', async () => {
    const task = ask(image(server.url('/png'), 'high'), words, image(server.url('/gif')), image(server.url('/moved')));
    const before = structuredClone(task);
    const inlined = await inlineImages(task, policy, fetcher, forever);
    const [png, gif] = [data('image/png', pictures.png), data('image/gif', pictures.gif)];
    const expected = ask(image(png, 'high'), words, image(gif), image(png));
    expect(inlined.request).toEqual(expected.request);
    expect({ ...inlined, request: task.request }).toEqual(task);
    expect(task).toEqual(before);
  });

  it('fetches what a request names twice once', async () => {
    const before = server.asked.length;
    const inlined = await inlineImages(
      ask(image(server.url('/png')), image(server.url('/png'))),
      policy,
      fetcher,
      forever,
    );
    expect(urls(inlined)).toEqual([data('image/png', pictures.png), data('image/png', pictures.png)]);
    expect(server.asked.slice(before)).toEqual(['/png']);
  });

  it('leaves to the vendor what it fetches itself', async () => {
    const before = server.connections;
    const task = ask(image('https://pictures.example/a.png'), image(server.url('/png')));
    const https: ImagePolicy = { fetchedByVendor: ['https'], mediaTypes };
    expect(urls(await inlineImages(task, https, fetcher, forever))).toEqual([
      'https://pictures.example/a.png',
      data('image/png', pictures.png),
    ]);
    const both: ImagePolicy = { fetchedByVendor: ['http', 'https'], mediaTypes };
    await expect(inlineImages(task, both, fetcher, forever)).resolves.toBe(task);
    expect(server.connections - before).toBe(1);
  });

  it('touches nothing without a policy or without a picture', async () => {
    const odd = ask(image('gs://bucket/picture'), image('data:nonsense'));
    await expect(inlineImages(odd, undefined, fetcher, forever)).resolves.toBe(odd);
    const plain = ask(words);
    await expect(inlineImages(plain, policy, fetcher, forever)).resolves.toBe(plain);
  });

  it.each([
    [
      'a kind that the vendor does not take',
      data('image/png', pictures.bmp),
      'is image/bmp; the model takes image/png, image/jpeg',
    ],
    ['what is no picture', data('image/png', 'aGVsbG8='), 'is no known kind of picture'],
    ['a document', data('image/png', Buffer.from('%PDF-1.7\n').toString('base64')), 'is application/pdf'],
    ['broken base64', 'data:image/png;base64,a', 'is not valid base64'],
    ['text', 'data:image/svg+xml,<svg/>', 'must read `data:<media type>;base64,<data>`'],
    ['another scheme', 'gs://bucket/picture.png', 'must be an http, https or data URL'],
    ['a file', 'file:///etc/passwd', 'must be an http, https or data URL'],
    ['no URL', 'picture.png', 'must be an http, https or data URL'],
    ['a private address', 'http://10.0.0.1/a.png', 'does not point to a public address'],
    ['credentials', 'http://user:secret@example.com/a.png', 'must not carry a user name or password'],
  ])('refuses %s, and says where it stands', async (_, url, reason) => {
    const before = server.connections;
    expect(await refusal(ask(image(data('image/png', pictures.png)), image(url)))).toEqual({
      code: FailureCode.INVALID_VALUE,
      message: expect.stringContaining(reason),
      param: 'messages[1].content[2].image_url.url',
    });
    expect(server.connections).toBe(before);
  });

  it.each([
    ['a kind that the vendor does not take, though it claims another', '/bmp', 'is image/bmp'],
    ['what is no picture', '/html', 'is no known kind of picture'],
    ['nothing', '/empty', 'is no known kind of picture'],
    ['a missing picture', '/none', 'was answered with HTTP status 404'],
  ])('refuses %s behind a URL', async (_, path, reason) => {
    expect(await refusal(ask(image(server.url(path))))).toEqual({
      code: FailureCode.INVALID_VALUE,
      message: expect.stringContaining(reason),
      param: 'messages[1].content[1].image_url.url',
    });
  });

  it('fetches nothing where another picture is refused at sight', async () => {
    const before = server.connections;
    await refusal(ask(image(server.url('/png')), image('data:image/png;base64,a')));
    expect(server.connections).toBe(before);
  });

  it('fetches twenty pictures, four at a time, and refuses one more', async () => {
    const many = (count: number) =>
      ask(...Array.from({ length: count }, (_, index) => image(server.url(`/many-${index}`))));
    const inlined = urls(await inlineImages(many(20), policy, fetcher, forever));
    expect(new Set(inlined)).toEqual(new Set([data('image/gif', pictures.gif)]));
    expect(mostInFlight).toBe(4);
    expect(await refusal(many(21))).toMatchObject({
      message: expect.stringContaining('at most 20 images by URL'),
      param: 'messages[1].content[21].image_url.url',
    });
  });

  it('refuses more bytes than a request can carry', async () => {
    const heavy = ask(...[1, 2, 3].map((index) => image(server.url(`/heavy-${index}`))));
    expect(await refusal(heavy)).toMatchObject({ message: expect.stringContaining('larger than 40 MiB together') });
  });

  it('gives up the others when one is refused, and all when the caller leaves', async () => {
    const started = performance.now();
    const failure = await refusal(ask(image(server.url('/silent')), image(server.url('/none'))));
    expect(failure.param).toBe('messages[1].content[2].image_url.url');
    const abort = new AbortController();
    const inlining = inlineImages(ask(image(server.url('/silent'))), policy, fetcher, abort.signal);
    abort.abort(new Error('the caller left'));
    await expect(inlining).rejects.toThrow('the caller left');
    expect(performance.now() - started).toBeLessThan(5_000);
  });
});
