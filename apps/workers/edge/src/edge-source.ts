import { type CompletionEvent, FailureCode, type ServedModel } from '@belugapi/contracts';
import { createFailure } from '@belugapi/completion';
import type { CompletionSource, CompletionTask } from '@belugapi/provider-spec';
import type { EdgeConfig, EdgeModelConfig } from './edge-config.js';
import { openLlamaEngine } from './llama/llama-engine.js';
import { defaultQueue, defaultSlots } from './llama/llama-engine-options.js';

/** What answers for one model. */
export interface ModelEngine {
  complete(task: CompletionTask, signal: AbortSignal): AsyncIterable<readonly CompletionEvent[]>;
}

export interface HttpEngineOptions {
  readonly baseUrl: string;
  readonly apiKey?: string;
  /** @default what the task's route says */
  readonly upstreamModel?: string;
}

/** Makes what speaks to an OpenAI-compatible engine. */
export type CreateHttpEngine = (options: HttpEngineOptions) => ModelEngine;

/** Sees the answers of an engine in this process go by. */
export type ObserveEngine = (
  task: CompletionTask,
  signal: AbortSignal,
  answer: AsyncIterable<readonly CompletionEvent[]>,
) => AsyncIterable<readonly CompletionEvent[]>;

interface EdgeModel {
  readonly served: ServedModel;
  readonly capacity: number;
  readonly engine?: ModelEngine & { close?(): Promise<void> };
}

// An HTTP engine queues by itself; this only bounds what one worker holds open.
const httpCapacity = 256;
// The one of the catalogue that runs in this process, as all GGUF files do: it takes what they take.
const likeInProcess = 'beluga-nano';

/**
 * Opens the engine of every model. GGUF files are in memory when it resolves; a model that cannot be served keeps the others
 * from nothing and says why in `models()`. `onError` hears of what fails inside an engine of this process.
 */
export async function createEdgeSource(
  { gpu, models }: EdgeConfig,
  createHttpEngine: CreateHttpEngine,
  onError: (error: unknown) => void = () => undefined,
  observe: ObserveEngine = (_task, _signal, answer) => answer,
): Promise<CompletionSource> {
  const opened = new Map<string, EdgeModel>();
  // One after the other: llama.cpp measures the free memory before it takes its share.
  for (const model of models) {
    opened.set(model.id, await openModel(model, gpu, createHttpEngine, onError, observe));
  }
  const all = [...opened.values()];
  return {
    provider: 'edge',
    capacity: all.reduce((sum, { capacity }) => sum + capacity, 0),
    models: () => all.map(({ served }) => served),
    complete: (task, signal) => {
      const model = opened.get(task.route.servedModel);
      return model?.engine?.complete(task, signal) ?? unavailable(task.route.servedModel, model?.served.reason);
    },
    close: async () => {
      for (const { engine } of all) await engine?.close?.();
    },
  };
}

async function openModel(
  model: EdgeModelConfig,
  gpu: EdgeConfig['gpu'],
  createHttpEngine: CreateHttpEngine,
  onError: (error: unknown) => void,
  observe: ObserveEngine,
): Promise<EdgeModel> {
  switch (model.engine) {
    case 'none':
      return notReady(model.id, model.reason);
    case 'openai': {
      const { baseUrl, apiKey, upstreamModel } = model;
      const engine = createHttpEngine({
        baseUrl,
        ...(upstreamModel !== undefined && { upstreamModel }),
        ...(apiKey !== undefined && { apiKey }),
      });
      return { served: served(model.id), capacity: httpCapacity, engine };
    }
    case 'llama.cpp':
      try {
        const engine = await openLlamaEngine({ ...model, gpu }, onError);
        const { slots = defaultSlots, queue = defaultQueue } = model;
        return {
          served: { ...served(model.id, engine.contextWindow), like: likeInProcess },
          capacity: slots + queue,
          engine: {
            complete: (task, signal) => {
              task.calls?.begin();
              return observe(task, signal, oneByOne(engine.complete(task, signal)));
            },
            close: () => engine.close(),
          },
        };
      } catch (error) {
        // Callers read the reason; where the operator's files lie is for the log.
        onError(new Error(`${model.id} could not be loaded from ${model.file}`, { cause: error }));
        return notReady(model.id, `${model.id} could not be loaded; the edge worker's log says why.`);
      }
  }
}

function served(id: string, contextWindow = 0): ServedModel {
  return { id, ready: true, reason: '', contextWindow, maxOutputTokens: contextWindow, vision: false };
}

function notReady(id: string, reason: string): EdgeModel {
  return { served: { ...served(id), ready: false, reason }, capacity: 0 };
}

// A token comes alone: computing it takes far longer than handing it on.
async function* oneByOne(events: AsyncIterable<CompletionEvent>): AsyncGenerator<CompletionEvent[], void, void> {
  for await (const event of events) yield [event];
}

async function* unavailable(id: string, reason?: string): AsyncGenerator<CompletionEvent[], void, void> {
  const message = reason ?? `${id} has no inference engine: name one in the file of EDGE_CONFIG.`;
  yield [{ event: { $case: 'failed', value: createFailure(FailureCode.MODEL_UNAVAILABLE, message) } }];
}
