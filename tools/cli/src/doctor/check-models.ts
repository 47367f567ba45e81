import { type Catalog, loadCatalog, type Provider, stateAt } from '@belugapi/model-catalog';
import type { Finding } from '../finding.js';
import { type Check, type DoctorContext, fine, unknown, warning } from './doctor-context.js';

const dayMs = 86_400_000;

/** Models that end soon, and those without a price, in the catalogue with the operator's file over it. */
export const checkModels: Check = {
  name: 'models',
  run: (context) => {
    const { variables, now, days, isRemote } = context;
    const file = variables['BELUGA_CATALOG'];
    let catalog: Catalog;
    try {
      catalog = loadCatalog(file);
    } catch {
      // What is wrong with it is told among the settings.
      return Promise.resolve([unknown('models', `${String(file)} cannot be used`, 'BELUGA_CATALOG')]);
    }
    const states = catalog.models().map((row) => ({ row, state: stateAt(row, now) }));
    const current = states.filter(({ state }) => state.kind !== 'retired');
    const offered = current.filter(({ row }) => isOffered(row.provider, context));
    const retiring = offered.flatMap(({ row, state }): Finding[] => {
      if (state.kind !== 'retiring' || Date.parse(state.date) - now > days * dayMs) return [];
      const instead = row.substitute ?? row.replacement;
      const next = instead === undefined ? '' : `, its successor is ${instead}`;
      return [warning(`model ${row.id}`, `is served until ${state.date}${next}`, 'BELUGA_CATALOG')];
    });
    const free = offered.filter(({ row }) => !row.prices).map(({ row }) => row.id);
    const unpriced = free.map((id) => {
      return warning(
        `model ${id}`,
        'has no price: who has a budget or credit cannot use it, and it costs nothing',
        'BELUGA_CATALOG',
      );
    });
    const told = fine(
      'models',
      `${current.length} are served by their vendors, ${states.length - current.length} are retired`,
    );
    const scope = isRemote ? [unknown('models', 'the gateway may have another BELUGA_CATALOG than this machine')] : [];
    return Promise.resolve([told, ...scope, ...retiring, ...unpriced]);
  },
};

// Of a gateway elsewhere it is not known which vendors it has keys for.
function isOffered(provider: Provider, { variables, ready, isRemote }: DoctorContext): boolean {
  const hasKey = variables[`${provider.toUpperCase()}_API_KEY`] !== undefined;
  return isRemote || hasKey || provider === 'edge' || ready?.pids[`worker-${provider}`] !== undefined;
}
