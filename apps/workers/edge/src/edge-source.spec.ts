import { CompletionRequest, FailureCode, type CompletionEvent, ModelRoute } from '@belugapi/contracts';
import type { CompletionSource, CompletionTask } from '@belugapi/provider-spec';
import { createEdgeSource, type HttpEngineOptions } from './edge-source.js';

const taskFor = (servedModel: string): CompletionTask => ({
  completionId: 'chatcmpl-1',
  attempt: 1,
  request: CompletionRequest.fromPartial({}),
  route: ModelRoute.fromPartial({ servedModel }),
  row: undefined,
  organizationId: 'org-1',
  deadline: Date.now() + 60_000,
});

async function eventsOf(source: CompletionSource, model: string): Promise<CompletionEvent['event'][]> {
  const events = [];
  for await (const together of source.complete(taskFor(model), new AbortController().signal))
    events.push(...together.map(({ event }) => event));
  return events;
}

async function* completed(): AsyncGenerator<CompletionEvent[]> {
  yield [{ event: { $case: 'completed', value: {} } }];
}

describe('createEdgeSource', () => {
  it('opens one HTTP engine per model, with the settings of that model', async () => {
    const asked: HttpEngineOptions[] = [];
    const first = { id: 'a', engine: 'openai', baseUrl: 'http://h/v1', apiKey: 'k', upstreamModel: 'org/a' } as const;
    const second = { id: 'b', engine: 'openai', baseUrl: 'http://i/v1' } as const;
    const source = await createEdgeSource({ gpu: false, models: [first, second] }, (options) => {
      asked.push(options);
      return { complete: completed };
    });
    expect(asked).toEqual([
      { baseUrl: 'http://h/v1', apiKey: 'k', upstreamModel: 'org/a' },
      { baseUrl: 'http://i/v1' },
    ]);
    expect(source.models()).toMatchObject([
      { id: 'a', ready: true, reason: '' },
      { id: 'b', ready: true },
    ]);
    expect(source.capacity).toBeGreaterThan(1);
    expect(await eventsOf(source, 'a')).toEqual([{ $case: 'completed', value: {} }]);
    await source.close();
  });

  it('says of a model without an engine which setting it lacks', async () => {
    const unserved = { id: 'a', engine: 'none', reason: 'set EDGE_BASE_URL' } as const;
    const source = await createEdgeSource({ gpu: false, models: [unserved] }, () => ({ complete: completed }));
    expect(source.models()).toMatchObject([{ id: 'a', ready: false, reason: 'set EDGE_BASE_URL' }]);
    expect(source.capacity).toBe(0);
    const unavailable = { code: FailureCode.MODEL_UNAVAILABLE, message: 'set EDGE_BASE_URL' };
    expect(await eventsOf(source, 'a')).toEqual([{ $case: 'failed', value: unavailable }]);
    expect(await eventsOf(source, 'unheard-of')).toMatchObject([
      { $case: 'failed', value: { code: FailureCode.MODEL_UNAVAILABLE } },
    ]);
    await source.close();
  });
});
