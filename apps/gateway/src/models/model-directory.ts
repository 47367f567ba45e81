import { FailureCode, type Principal, type ServedModel, type WorkerHello } from '@belugapi/contracts';
import { CompletionFailure } from '@belugapi/completion';
import { type Catalog, isServable, type ModelRow, type Provider, providers } from '@belugapi/model-catalog';

/** What an id comes to for one caller now. */
export interface ResolvedModel {
  readonly asked: ModelRow;
  /** The row that serves, which is not the asked one where a substitute stands in. */
  readonly served: ModelRow;
}

/** A row for the model list. */
export interface ListedModel {
  readonly row: ModelRow;
  /** Undefined while it can be served. */
  readonly unavailable: string | undefined;
}

/** The catalogue together with what the attached workers say they can serve. */
export class ModelDirectory {
  constructor(
    private readonly catalog: Catalog,
    private readonly workers: () => readonly WorkerHello[],
  ) {}

  /**
   * Finds what serves an id.
   * @throws {CompletionFailure} MODEL_NOT_FOUND for an unknown or retired id, MODEL_NOT_ALLOWED where the key excludes it.
   */
  resolve(id: string, principal: Principal): ResolvedModel {
    const resolution = this.catalog.resolveModel(id, Date.now());
    if (resolution.kind === 'retired') throw notFound(resolution.message);
    const resolved = resolution.kind === 'served' ? resolution : this.resolveAnnounced(id);
    if (!resolved) throw notFound(`The model \`${id}\` does not exist or you do not have access to it.`);
    if (!isAllowed(id, principal)) {
      throw CompletionFailure.of(FailureCode.MODEL_NOT_ALLOWED, `This API key may not use the model \`${id}\`.`, {
        param: 'model',
      });
    }
    return { asked: resolved.asked, served: resolved.served };
  }

  /** Every model that the key may use, each with the reason why it cannot be served now, if so. */
  list(principal: Principal): ListedModel[] {
    const rows = [...this.catalog.models(), ...this.announcedRows()];
    return rows
      .filter(({ id }) => isAllowed(id, principal))
      .map((row) => ({ row, unavailable: this.whyUnavailable(row) }));
  }

  /** Why nobody serves a row now, in words for the caller; undefined where somebody does. */
  whyUnavailable(asked: ModelRow): string | undefined {
    const resolution = this.catalog.resolveModel(asked.id, Date.now());
    if (resolution.kind === 'retired') return resolution.message;
    const row = resolution.kind === 'served' ? resolution.served : asked;
    const serving = this.workers().filter(({ provider, draining }) => provider === row.provider && !draining);
    if (serving.length === 0) return `No worker of the provider \`${row.provider}\` is running.`;
    const said = serving.map(({ models }) => models.find(({ id }) => id === row.id));
    // A worker says nothing of a catalogue row that it simply serves, but names every model that only workers know.
    const unsaid = resolution.kind !== 'unknown';
    if (said.some((model) => (model === undefined ? unsaid : model.ready))) return undefined;
    return said.find((model) => model !== undefined)?.reason ?? `No worker serves the model \`${row.id}\`.`;
  }

  private resolveAnnounced(id: string): ResolvedModel | undefined {
    const row = this.announcedRows().find((candidate) => candidate.id === id);
    return row && { asked: row, served: row };
  }

  // An operator's own edge models stand in no catalogue: their workers bring them.
  private announcedRows(): ModelRow[] {
    const rows = new Map<string, ModelRow>();
    for (const { provider, models } of this.workers()) {
      for (const model of models) {
        if (this.catalog.findModel(model.id) || !isProvider(provider)) continue;
        const row = announcedRow(provider, model, this.catalog);
        if (row) rows.set(row.id, row);
      }
    }
    return [...rows.values()];
  }
}

function announcedRow(provider: Provider, model: ServedModel, catalog: Catalog): ModelRow | undefined {
  // What an engine takes does not depend on the weights: the row that its worker names, or the provider's first servable one,
  // lends its profile.
  const own = catalog.models().filter((row) => row.provider === provider);
  const like = own.find(({ id }) => id === model.like) ?? own.find((row) => isServable(row, Date.now())) ?? own[0];
  if (!like) return undefined;
  // Left out: what belongs to that one model and not to its engine.
  const { replacement: _1, substitute: _2, prices: _3, extraBody: _4, baseUrl: _5, ...unpriced } = like;
  const { contextWindow: _6, maxOutputTokens: _7, counting: _8, ...profile } = unpriced;
  return {
    ...profile,
    state: { kind: 'active' },
    id: model.id,
    name: model.id,
    upstreamModel: model.id,
    input: model.vision ? ['text', 'image'] : ['text'],
    ...(model.contextWindow > 0 ? { contextWindow: model.contextWindow } : {}),
    ...(model.maxOutputTokens > 0 ? { maxOutputTokens: model.maxOutputTokens } : {}),
    source: 'announced by a worker',
  };
}

function isProvider(name: string): name is Provider {
  return (providers as readonly string[]).includes(name);
}

function isAllowed(id: string, { allowedModels }: Principal): boolean {
  return allowedModels.length === 0 || allowedModels.includes(id);
}

function notFound(message: string): CompletionFailure {
  return CompletionFailure.of(FailureCode.MODEL_NOT_FOUND, message, { param: 'model' });
}
