import { PublishedAsset } from './published-asset.js';

test('is read once, by whoever asks first, and again where that failed', async () => {
  let reads = 0;
  const asset = new PublishedAsset('text/plain', () => {
    reads += 1;
    return reads === 1 ? Promise.reject(new Error('no disk')) : Promise.resolve('Hello');
  });
  await expect(asset.content()).rejects.toThrow('no disk');
  const [first, second] = await Promise.all([asset.content(), asset.content()]);
  expect(first).toMatchObject({ body: 'Hello', etag: expect.stringMatching(/^"[\w-]{43}"$/) });
  expect([second, await asset.content(), reads]).toEqual([first, first, 2]);
});
