import type { CompletionSource } from '@belugapi/provider-spec';
import { ChatSpan, KeyPool, UpstreamSource, type WorkerContext } from '@belugapi/worker-kit';
import type { EdgeConfig } from './edge-config.js';
import { type CreateHttpEngine, createEdgeSource } from './edge-source.js';
import { edgeAdapter } from './edge.adapter.js';

/** Opens the configured engines: in this process, or behind an OpenAI-compatible URL. */
export async function startEdge(
  { upstream, logger, worker, tracing }: WorkerContext,
  config: EdgeConfig,
): Promise<CompletionSource> {
  const createHttpEngine: CreateHttpEngine = ({ baseUrl, apiKey, upstreamModel }) => {
    const keys = new KeyPool(apiKey === undefined ? [] : [apiKey]);
    const engine = new UpstreamSource({
      adapter: edgeAdapter,
      client: upstream,
      baseUrl,
      keys,
      tracing,
      tellsTraces: worker.UPSTREAM_TRACEPARENT,
    });
    return {
      complete: (task, signal) => {
        const route = { ...task.route, upstreamModel: upstreamModel ?? task.route.upstreamModel };
        return engine.complete({ ...task, route }, signal);
      },
    };
  };
  const source = await createEdgeSource(
    config,
    createHttpEngine,
    (error) => logger.error({ err: error }, 'an engine failed inside the worker'),
    (task, signal, answer) => {
      const options = { providerName: 'edge', stream: task.request.stream };
      return ChatSpan.start(tracing, task, options)?.observe(answer, signal) ?? answer;
    },
  );
  for (const { id, ready, reason } of source.models()) {
    if (ready) logger.info({ model: id }, 'model is served');
    else logger.debug({ model: id, reason }, 'model is not served');
  }
  return source;
}
