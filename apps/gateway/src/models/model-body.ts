import { type ModelRow, type PriceRow, parameterNames, stateAt } from '@belugapi/model-catalog';
import type { ListedModel } from './model-directory.js';

// The vendors tell no comparable dates; this is the day of the price list.
const created = Date.UTC(2026, 10, 22) / 1_000;

/** A model as OpenAI lists it, with the extensions that clients of other gateways read (limits, prices, parameters). */
export function modelBody({ row, unavailable }: ListedModel): Record<string, unknown> {
  const state = stateAt(row, Date.now());
  return {
    id: row.id,
    object: 'model',
    created,
    owned_by: row.provider,
    ...(state.kind !== 'active' && state.date !== undefined
      ? { shutdown_date: Date.parse(`${state.date}T00:00:00Z`) / 1_000 }
      : {}),
    name: row.name,
    ...(row.contextWindow === undefined ? {} : { context_length: row.contextWindow }),
    architecture: { input_modalities: row.input, output_modalities: row.output },
    ...(row.prices && { pricing: pricing(row.prices) }),
    top_provider: {
      context_length: row.contextWindow ?? null,
      max_completion_tokens: row.maxOutputTokens ?? null,
    },
    supported_parameters: supportedParameters(row),
    beluga: {
      provider: row.provider,
      state: state.kind,
      ...(row.substitute === undefined ? {} : { substitute: row.substitute }),
      available: unavailable === undefined,
      ...(unavailable === undefined ? {} : { unavailable_reason: unavailable }),
    },
  };
}

// As the market writes it (openrouter.ai/docs/models): dollars per token, in decimal strings.
function pricing(prices: PriceRow): Record<string, string> {
  const { input, output, cacheRead, cacheWrite } = prices;
  return {
    prompt: perToken(input),
    completion: perToken(output),
    ...(cacheRead === undefined ? {} : { input_cache_read: perToken(cacheRead) }),
    ...(cacheWrite === undefined ? {} : { input_cache_write: perToken(cacheWrite) }),
  };
}

function perToken(nanoPerMillion: number): string {
  return (nanoPerMillion / 1e15).toFixed(15).replace(/\.?0+$/, '');
}

function supportedParameters({ parameters }: ModelRow): string[] {
  const names = parameterNames
    .filter((name) => parameters[name] === 'native' || parameters[name] === 'emulated')
    .map((name) => (name === 'json_object' || name === 'json_schema' ? 'response_format' : name));
  return [...new Set(names)];
}
