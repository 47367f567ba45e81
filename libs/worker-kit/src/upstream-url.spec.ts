import { upstreamUrl } from './upstream-url.js';

describe('upstreamUrl', () => {
  it.each([
    ['https://a.example/v1', '/chat', 'https://a.example/v1/chat'],
    ['https://a.example/v1//', '/chat', 'https://a.example/v1/chat'],
    ['https://a.example', '/chat?alt=sse', 'https://a.example/chat?alt=sse'],
    ['https://a.example/d?api-version=1', '/chat', 'https://a.example/d/chat?api-version=1'],
    ['https://a.example/d/?api-version=1', '/chat?alt=sse', 'https://a.example/d/chat?api-version=1&alt=sse'],
  ])('%s with %s', (base, path, url) => {
    expect(upstreamUrl(base, path)).toBe(url);
  });
});
