import { FailureCode, type Principal, type ServedModel, type WorkerHello } from '@belugapi/contracts';
import { CompletionFailure } from '@belugapi/completion';
import { createCatalog, type ModelRow } from '@belugapi/model-catalog';
import { modelBody } from './model-body.js';
import { ModelDirectory } from './model-directory.js';

const catalog = createCatalog();
const edgeRow = catalog.models().find(({ provider }) => provider === 'edge') as ModelRow;
const anyone = { allowedModels: [] as string[] } as Principal;

function hello(provider: string, models: Partial<ServedModel>[] = [], more: Partial<WorkerHello> = {}): WorkerHello {
  const served = models.map((model) => ({
    id: '',
    ready: true,
    reason: '',
    contextWindow: 0,
    maxOutputTokens: 0,
    vision: false,
    ...model,
  }));
  return { workerId: 'w', provider, models: served, capacity: 0, draining: false, version: 't', ...more };
}
const directoryOf = (workers: WorkerHello[], rows = catalog) => new ModelDirectory(rows, () => workers);

function failureOf(asked: () => unknown): CompletionFailure['failure'] {
  try {
    asked();
  } catch (error) {
    if (error instanceof CompletionFailure) return error.failure;
    throw error;
  }
  throw new Error('it was found');
}

test('resolves a row of the catalogue, whoever is there to serve it', () => {
  const { asked, served } = directoryOf([]).resolve(edgeRow.id, anyone);
  expect([asked, served]).toEqual([edgeRow, edgeRow]);
});

test('an id that nobody knows, one that is retired, and one that the key excludes', () => {
  const directory = directoryOf([]);
  expect(failureOf(() => directory.resolve('gpt-99', anyone))).toEqual({
    code: FailureCode.MODEL_NOT_FOUND,
    message: 'The model `gpt-99` does not exist or you do not have access to it.',
    param: 'model',
  });
  const retired = catalog
    .models()
    .find(({ id }) => catalog.resolveModel(id, Date.now()).kind === 'retired') as ModelRow;
  const gone = failureOf(() => directory.resolve(retired.id, anyone));
  expect(gone.code).toBe(FailureCode.MODEL_NOT_FOUND);
  expect(gone.message).toContain(retired.id);
  const bound = { ...anyone, allowedModels: ['something-else'] };
  expect(failureOf(() => directory.resolve(edgeRow.id, bound)).code).toBe(FailureCode.MODEL_NOT_ALLOWED);
});

test('a model that only a worker knows is found, listed and described with its own limits', () => {
  const model = { id: 'my-model', contextWindow: 4_096, maxOutputTokens: 512, vision: true };
  const directory = directoryOf([hello('edge', [model]), hello('unheard-of', [{ id: 'stray' }])]);
  const { served } = directory.resolve('my-model', anyone);
  expect(served).toMatchObject({
    id: 'my-model',
    upstreamModel: 'my-model',
    provider: 'edge',
    state: { kind: 'active' },
    contextWindow: 4_096,
    maxOutputTokens: 512,
    input: ['text', 'image'],
  });
  expect([served.prices, served.extraBody, served.baseUrl, served.substitute]).toEqual([
    undefined,
    undefined,
    undefined,
    undefined,
  ]);
  expect(failureOf(() => directory.resolve('stray', anyone)).code).toBe(FailureCode.MODEL_NOT_FOUND);

  const listed = directory.list({ ...anyone, allowedModels: ['my-model'] });
  expect(listed.map(({ row, unavailable }) => [row.id, unavailable])).toEqual([['my-model', undefined]]);
  expect(listed.map(modelBody)).toMatchObject([
    { id: 'my-model', object: 'model', owned_by: 'edge', context_length: 4_096, beluga: { available: true } },
  ]);
  expect(listed.map(modelBody)[0]).not.toHaveProperty('pricing');
  expect(directory.list(anyone)).toHaveLength(catalog.models().length + 1);
});

test('a model that only a worker knows takes what the row takes that it is like, and has no limits but its own', () => {
  const directory = directoryOf([hello('edge', [{ id: 'my-gguf', like: 'beluga-nano' }, { id: 'my-model' }])]);
  const shown = (id: string) =>
    directory
      .list(anyone)
      .filter(({ row }) => row.id === id)
      .map(modelBody)[0];
  expect(directory.resolve('my-gguf', anyone).served.parameters).toMatchObject({
    frequency_penalty: 'native',
    tools: 'rejected',
  });
  expect(shown('my-gguf')?.['supported_parameters']).not.toContain('tools');
  expect(shown('my-model')?.['supported_parameters']).toContain('tools');
  // An engine behind a URL does not say how long its context is: nobody makes a figure up.
  expect(shown('my-model')).not.toHaveProperty('context_length');
  expect(shown('my-model')).toMatchObject({ top_provider: { context_length: null, max_completion_tokens: null } });
});

test('a catalogue without a row of the provider does not fail for what its workers announce', () => {
  const others = createCatalog(
    catalog.models().filter(({ provider, substitute }) => provider !== 'edge' && !substitute),
  );
  const directory = directoryOf([hello('edge', [{ id: 'my-model' }])], others);
  expect(directory.list(anyone).some(({ row }) => row.id === 'my-model')).toBe(false);
  expect(failureOf(() => directory.resolve('my-model', anyone)).code).toBe(FailureCode.MODEL_NOT_FOUND);
});

describe('why a model cannot be served now', () => {
  const why = (workers: WorkerHello[], row = edgeRow) => directoryOf(workers).whyUnavailable(row);
  const notReady = { id: edgeRow.id, ready: false, reason: 'Set EDGE_BASE_URL.' };

  test('no worker, or only those that are leaving or of another provider', () => {
    const nobody = 'No worker of the provider `edge` is running.';
    expect(why([])).toBe(nobody);
    expect(why([hello('edge', [], { draining: true }), hello('openai')])).toBe(nobody);
    expect(why([hello('edge')])).toBeUndefined();
  });

  test('a worker that says why not, unless another one can', () => {
    expect(why([hello('edge', [notReady])])).toBe('Set EDGE_BASE_URL.');
    expect(why([hello('edge', [notReady]), hello('edge', [{ id: edgeRow.id }])])).toBeUndefined();
  });

  test('a model that only workers know is served by those that name it', () => {
    const own = { ...edgeRow, id: 'my-model' };
    const loading = { id: 'my-model', ready: false, reason: 'It is being loaded.' };
    expect(why([hello('edge'), hello('edge', [loading])], own)).toBe('It is being loaded.');
    expect(why([hello('edge')], own)).toBe('No worker serves the model `my-model`.');
    expect(why([hello('edge'), hello('edge', [{ id: 'my-model' }])], own)).toBeUndefined();
  });
});

describe('modelBody', () => {
  const priced = {
    ...edgeRow,
    prices: { version: 'v', input: 1_750_000_000, output: 14_000_000_000, cacheRead: 175_000_000 },
    state: { kind: 'retiring', date: '2099-01-02' },
    contextWindow: 1_000,
    maxOutputTokens: undefined,
  } as unknown as ModelRow;

  test('prices are dollars per token without an exponent, dates Unix seconds, parameters OpenAI’s names once', () => {
    const body = modelBody({ row: priced, unavailable: 'Not now.' });
    expect(body).toMatchObject({
      id: edgeRow.id,
      object: 'model',
      owned_by: 'edge',
      shutdown_date: Date.UTC(2099, 0, 2) / 1_000,
      pricing: { prompt: '0.00000175', completion: '0.000014', input_cache_read: '0.000000175' },
      top_provider: { context_length: 1_000, max_completion_tokens: null },
      beluga: { provider: 'edge', state: 'retiring', available: false, unavailable_reason: 'Not now.' },
    });
    const parameters = body['supported_parameters'] as string[];
    expect(new Set(parameters).size).toBe(parameters.length);
    expect(parameters).toContain('temperature');
    expect(parameters).not.toContain('json_object');
  });

  test('an active model has neither a shutdown date nor a reason', () => {
    const body = modelBody({ row: { ...priced, state: { kind: 'active' } }, unavailable: undefined });
    expect(body).not.toHaveProperty('shutdown_date');
    expect(body['beluga']).toEqual({ provider: 'edge', state: 'active', available: true });
  });
});
