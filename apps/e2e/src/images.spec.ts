import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { vendorComplaint } from '@belugapi/testing';
import OpenAI from 'openai';
import { startingMs, startVendorStack, stoppingMs, type VendorStack } from './vendor-stack.js';

const png = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';
const gif = 'R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7';

/** A server of pictures on the loopback, and how often it was asked. */
interface PictureServer {
  readonly url: string;
  readonly host: string;
  readonly asked: () => number;
  readonly server: Server;
}

async function startPictureServer(redirectTo = () => ''): Promise<PictureServer> {
  let asked = 0;
  const give = (type: string, bytes: Buffer) => (response: ServerResponse) =>
    response.setHeader('content-type', type).end(bytes);
  const pictures: Record<string, (response: ServerResponse) => unknown> = {
    // The bytes tell what it is, not the header.
    '/whale.png': give('application/octet-stream', Buffer.from(png, 'base64')),
    '/whale.gif': give('image/png', Buffer.from(gif, 'base64')),
    '/page.png': give('image/png', Buffer.from('<html>no picture</html>')),
    '/elsewhere': (response) => response.writeHead(302, { location: redirectTo() }).end(),
  };
  const server = createServer((request, response) => {
    asked += 1;
    const picture = pictures[request.url ?? ''];
    if (picture) picture(response);
    else response.writeHead(404).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { url: `http://${host}`, host, asked: () => asked, server };
}

describe('pictures', () => {
  let allowed: PictureServer;
  let forbidden: PictureServer;
  let served: VendorStack;

  beforeAll(async () => {
    forbidden = await startPictureServer();
    allowed = await startPictureServer(() => `${forbidden.url}/whale.png`);
    served = await startVendorStack(
      { answer: (request) => vendorComplaint(request) },
      { env: { IMAGE_ALLOWED_HOSTS: allowed.host } },
    );
  }, startingMs);

  afterAll(async () => {
    await served?.stop();
    for (const { server } of [allowed, forbidden]) {
      server.closeAllConnections();
      server.close();
    }
  }, stoppingMs);

  /** Shows a model a picture; resolves with what the vendor was sent of it. */
  async function show(model: string, url: string, stream = false): Promise<unknown> {
    const content = [
      { type: 'text' as const, text: 'What is this?' },
      { type: 'image_url' as const, image_url: { url } },
    ];
    const body = { model, messages: [{ role: 'user' as const, content }] };
    const { completions } = served.client.chat;
    if (stream) await completions.stream(body).finalChatCompletion();
    else await completions.create(body);
    const sent = served.vendor.requests.at(-1)?.body;
    const messages = (sent?.['messages'] ?? sent?.['contents'] ?? sent?.['input']) as Record<string, unknown[]>[];
    const [message] = messages;
    return (message?.['content'] ?? message?.['parts'])?.[1];
  }

  async function refusal(model: string, url: string, stream = false): Promise<InstanceType<typeof OpenAI.APIError>> {
    const before = served.vendor.requests.length;
    const error = await show(model, url, stream).then(
      () => undefined,
      (reason: unknown) => reason,
    );
    if (!(error instanceof OpenAI.APIError)) throw new Error(`was not refused: ${url}`);
    expect(served.vendor.requests).toHaveLength(before);
    return error;
  }

  const inline = { inlineData: { mimeType: 'image/png', data: png } };
  const base64 = { type: 'image', source: { type: 'base64', media_type: 'image/png', data: png } };

  it.each([true, false])('behind an address that is allowed are fetched for Gemini (stream: %s)', async (stream) => {
    expect(await show('gemini-3-flash-preview', `${allowed.url}/whale.png`, stream)).toEqual(inline);
  });

  it('behind http are fetched for Claude, who fetches those behind https itself', async () => {
    expect(await show('claude-sonnet-4-6', `${allowed.url}/whale.png`)).toEqual(base64);
    const far = 'https://whales.example/whale.png';
    expect(await show('claude-sonnet-4-6', far)).toEqual({ type: 'image', source: { type: 'url', url: far } });
  });

  it('reach OpenAI as they came', async () => {
    const far = 'https://whales.example/whale.png';
    expect(await show('gpt-4.1-mini-2025-04-14', far)).toEqual({ type: 'image_url', image_url: { url: far } });
    expect(await show('gpt-5.2-pro', far)).toMatchObject({ type: 'input_image', image_url: far });
  });

  it('in the request itself pass, under the type that their bytes have', async () => {
    expect(await show('gemini-3-flash-preview', `data:image/png;base64,${png}`)).toEqual(inline);
    expect(await show('gemini-3-flash-preview', `data:image/jpeg;base64,${png}`)).toEqual(inline);
    expect(await show('claude-sonnet-4-6', `data:image/png;base64,${png}`)).toEqual(base64);
    expect(await show('claude-sonnet-4-6', `data:image/gif;base64,${gif}`)).toMatchObject({
      source: { media_type: 'image/gif' },
    });
  });

  const model = 'gemini-3-flash-preview';
  const place = 'messages[0].content[1].image_url.url';

  it.each([true, false])('behind other addresses of ours are not fetched (stream: %s)', async (stream) => {
    const error = await refusal(model, `${forbidden.url}/whale.png`, stream);
    expect(error).toMatchObject({ status: 400, param: place, type: 'invalid_request_error' });
    expect(forbidden.asked()).toBe(0);
  });

  it('are not fetched by way of a redirect either', async () => {
    expect(await refusal(model, `${allowed.url}/elsewhere`)).toMatchObject({
      status: 400,
      param: place,
    });
    expect(forbidden.asked()).toBe(0);
  });

  it.each([
    ['a GIF, which Gemini does not take', `data:image/gif;base64,${gif}`, /image\/gif/],
    ['no picture at all', `data:image/png;base64,${Buffer.from('hello, whale').toString('base64')}`, /no known kind/],
  ])('are refused where they are %s', async (_, url, message) => {
    const error = await refusal(model, url);
    expect(error).toMatchObject({ status: 400, param: place });
    expect(error.message).toMatch(message);
  });

  it.each(['/whale.gif', '/page.png', '/missing.png'])('are refused where a server gives %s', async (path) => {
    const error = await refusal(model, allowed.url + path);
    expect(error).toMatchObject({ status: 400, param: place });
  });

  it.each(['gpt-oss-120b', 'glm-4.7', 'deepseek-v3.2', 'minimax-m2.1', 'kimi-k2-thinking'])(
    'are refused for a model that reads only: %s',
    async (blind) => {
      expect(await refusal(blind, `data:image/png;base64,${png}`)).toMatchObject({
        status: 400,
        code: 'unsupported_parameter',
        param: 'messages[0].content[1]',
      });
    },
  );
});
