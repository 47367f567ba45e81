import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { FailureCode, Message, Role } from '@belugapi/contracts';
import { adapterTask, eventOrderProblems } from '@belugapi/testing';
import { complete, OpenRig, plainAnswer } from './__fixtures__/open-rig.js';
import { bytes, type PictureServer, redirect, startPictureServer } from './__fixtures__/picture-server.js';
import { pictures } from './__fixtures__/pictures.js';
import { textOf } from './__fixtures__/plain-adapter.js';
import { ImageFetcher } from './images/image-fetcher.js';
import type { UpstreamSource } from './upstream-source.js';

let rig: OpenRig;
beforeAll(async () => {
  rig = await OpenRig.start();
});
afterAll(() => rig.close());

describe('UpstreamSource and pictures', () => {
  let outside: PictureServer;
  let inside: PictureServer;
  const silent = Promise.withResolvers<IncomingMessage>();
  beforeAll(async () => {
    inside = await startPictureServer({ '/secret': bytes(pictures.png) });
    outside = await startPictureServer({
      '/whale': bytes(pictures.gif, 'image/png'),
      '/inside': redirect(inside.url('/secret')),
      '/silent': (request) => silent.resolve(request),
    });
  });
  afterAll(() => Promise.all([outside.close(), inside.close()]));

  const seeing = (onError?: (error: unknown) => void): UpstreamSource =>
    rig.source(
      { images: { fetchedByVendor: ['https'], mediaTypes: ['image/png', 'image/gif'] } },
      { images: new ImageFetcher({ allowedHosts: [outside.host] }), ...(onError && { onError }) },
    );
  const show = (url: string) =>
    adapterTask({
      stream: true,
      messages: [
        Message.create({
          role: Role.USER,
          content: [
            { part: { $case: 'text', value: { text: 'Who is it?' } } },
            { part: { $case: 'image', value: { url } } },
          ],
        }),
      ],
    });

  it('sends what an allowed host has as bytes, under its true type', async () => {
    rig.vendor.answer(plainAnswer);
    expect(textOf(await complete(seeing(), show(outside.url('/whale'))))).toBe('A beluga is a whale.');
    expect(rig.vendor.bodies.at(-1)?.messages[0]?.content[1]).toEqual({
      part: { $case: 'image', value: { url: `data:image/gif;base64,${pictures.gif}` } },
    });
  });

  it.each([
    ['a private address', () => inside.url('/secret')],
    ['a redirect to a private address', () => outside.url('/inside')],
  ])('refuses %s as the caller’s fault, and connects to nobody behind it', async (_, url) => {
    const before = rig.vendor.raw.length;
    expect(await complete(seeing(), show(url()))).toEqual([
      {
        event: {
          $case: 'failed',
          value: {
            code: FailureCode.INVALID_VALUE,
            message: 'The image URL does not point to a public address.',
            param: 'messages[0].content[1].image_url.url',
          },
        },
      },
    ]);
    expect(inside.connections).toBe(0);
    expect(rig.vendor.raw.length).toBe(before);
  });

  it('stops fetching when the caller leaves, and says no more', async () => {
    const before = rig.vendor.raw.length;
    const abort = new AbortController();
    const defects: unknown[] = [];
    const answered = complete(
      seeing((error) => defects.push(error)),
      show(outside.url('/silent')),
      abort.signal,
    );
    const { socket } = await silent.promise;
    const closed = once(socket, 'close');
    abort.abort(new Error('the caller left'));
    expect(await answered).toEqual([]);
    await closed;
    expect([rig.vendor.raw.length - before, defects]).toEqual([0, []]);
  });
});

describe('UpstreamSource and emulated fields', () => {
  it('cuts the answer at a stop word that the vendor never hears of', async () => {
    rig.vendor.answer(plainAnswer);
    const { route } = adapterTask();
    const task = adapterTask({ stream: true, stop: ['whale'] }, { route: { ...route, emulatedParameters: ['stop'] } });
    const events = await complete(rig.source(), task);
    expect(textOf(events)).toBe('A beluga is a ');
    expect(rig.vendor.bodies.at(-1)?.stop).toEqual([]);
    expect(eventOrderProblems(events)).toEqual([]);

    await complete(rig.source(), adapterTask({ stream: true, stop: ['whale'] }));
    expect(rig.vendor.bodies.at(-1)?.stop).toEqual(['whale']);
  });

  it('sends bytes under the content type that the adapter names', async () => {
    rig.vendor.answer(plainAnswer);
    const body = Buffer.from([0, 255, 13, 10]);
    const contentType = 'multipart/form-data; boundary=whale';
    const toRequest = () => ({ path: '/audio', headers: { 'content-type': contentType }, body, stream: true });
    expect(textOf(await complete(rig.source({ toRequest }), adapterTask({ stream: true })))).toBe(
      'A beluga is a whale.',
    );
    expect([rig.vendor.raw.at(-1), rig.vendor.contentTypes.at(-1)]).toEqual([body, contentType]);
  });
});
