import { FailureCode } from '@belugapi/contracts';
import { adapterTask, foldEvents } from '@belugapi/testing';
import { anthropicDialect } from './anthropic-dialect.js';

const plain = { provider: 'edge', defaultBaseUrl: 'http://127.0.0.1:8000' } as const;

describe('anthropicDialect', () => {
  it('posts a stream with the version that it speaks, whatever the caller wants', () => {
    const adapter = anthropicDialect(plain);
    expect(adapter.authorize('key')).toEqual({ 'x-api-key': 'key' });
    for (const stream of [true, false]) {
      const request = adapter.toRequest(adapterTask({ stream }));
      expect(request).toMatchObject({
        path: '/v1/messages',
        headers: { 'anthropic-version': '2023-06-01' },
        stream: true,
      });
      expect(JSON.parse(String(request.body))).toMatchObject({ model: 'upstream-model', stream: true });
    }
  });

  it('lets a vendor have a path and words of its own', () => {
    const adapter = anthropicDialect({
      ...plain,
      path: '/messages',
      adjustRequest: (body, { request }) => ({ ...body, temperature: Math.max(request.temperature ?? 1, 0.01) }),
      adjustAnswer: (answer) => ('refused' in answer ? { error: { type: 'rate_limit_error' } } : answer),
    });
    const { path, body } = adapter.toRequest(adapterTask({ temperature: 0 }));
    expect(path).toBe('/messages');
    expect(JSON.parse(String(body))).toMatchObject({ temperature: 0.01 });
    expect(foldEvents(adapter.fromResponse('{"refused":true}', adapterTask())).failure).toMatchObject({
      code: FailureCode.UPSTREAM_RATE_LIMITED,
      upstream: { provider: 'edge' },
    });
  });

  it('leaves a stop of white space to the worker kit, as the vendor takes none', () => {
    const { lacks } = anthropicDialect(plain);
    expect(lacks?.(adapterTask({ stop: ['END'] }))).toEqual([]);
    expect(lacks?.(adapterTask({ stop: ['END', '\n\n'] }))).toEqual(['stop']);
  });

  it('names its pictures and asks for memory', () => {
    const { images, remembersReasoning } = anthropicDialect(plain);
    expect(images?.fetchedByVendor).toEqual(['https']);
    expect(images?.mediaTypes).toContain('image/webp');
    expect(remembersReasoning).toBe(true);
  });
});
