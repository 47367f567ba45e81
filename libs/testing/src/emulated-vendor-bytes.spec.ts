import { once } from 'node:events';
import { type IncomingMessage, request as httpRequest } from 'node:http';
import { startEmulatedVendor } from './emulated-vendor.js';

it('sends recorded bytes as they are, in the pieces that were asked for', async () => {
  await using vendor = await startEmulatedVendor();
  const body = Buffer.from('data: {"a":"🐋"}\n\ndata: [DONE]\n\n');
  const cuts = [3, 14, 15];
  vendor.script({ kind: 'bytes', status: 203, headers: { 'x-recorded': 'yes' }, body, cuts });
  const outgoing = httpRequest(`${vendor.baseUrl}/chat/completions`, {
    method: 'POST',
    headers: { authorization: 'Bearer key' },
  });
  outgoing.end('{}');
  const [response] = (await once(outgoing, 'response')) as [IncomingMessage];
  expect([response.statusCode, response.headers['x-recorded']]).toEqual([203, 'yes']);
  const pieces: Buffer[] = [];
  response.on('data', (piece: Buffer) => pieces.push(piece));
  await once(response, 'end');
  expect(Buffer.concat(pieces)).toEqual(body);
  expect(pieces.length).toBeGreaterThan(1);
  expect(vendor.requests[0]).toMatchObject({ outcome: 'finished', bytesServed: body.length });
});

it.each([4, 7])('holds recorded bytes back from place %i of 7 on, until it is resumed', async (holdAt) => {
  await using vendor = await startEmulatedVendor();
  vendor.script({ kind: 'bytes', body: Buffer.from('1234567'), cuts: [2, 6], holdAt });
  const outgoing = httpRequest(`${vendor.baseUrl}/chat/completions`, {
    method: 'POST',
    headers: { authorization: 'Bearer key' },
  });
  outgoing.end('{}');
  const [response] = (await once(outgoing, 'response')) as [IncomingMessage];
  const [request] = vendor.requests;
  let text = '';
  let before: number | undefined;
  for await (const piece of response) {
    text += String(piece);
    if (text.length < holdAt) continue;
    before ??= text.length;
    request?.resume();
  }
  expect(before).toBe(holdAt);
  expect(text).toBe('1234567');
});
