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
