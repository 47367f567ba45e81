export { type Catalog, createCatalog, type ModelResolution } from './catalog.js';
export { closestEffort } from './closest-effort.js';
export { extraBodyOf } from './extra-body.js';
export { describeLifeCycle, isServable, stateAt } from './life-cycle.js';
export {
  modalities,
  type Modality,
  type ModelKind,
  modelKinds,
  type ModelRow,
  type ModelState,
  type ParameterName,
  parameterNames,
  type ParameterProfile,
  type PriceRow,
  type Provider,
  providers,
  type ReasoningEffort,
  reasoningEfforts,
  type ReasoningProfile,
  type Support,
  supports,
  type TokenPrices,
  type Wire,
  wires,
} from './model-row.js';
export { modelsPage } from './models-page.js';
export { nanoDollars } from './nano-dollars.js';
export { applyOverrides, type CatalogOverrides } from './overrides/apply-overrides.js';
export { CatalogOverridesError, type OverrideProblem } from './overrides/catalog-overrides-error.js';
export type { ModelOverride } from './overrides/model-override.js';
export { parseCatalogOverrides } from './overrides/parse-catalog-overrides.js';
export type { FilePosition } from './overrides/yaml-position.js';
export { requestRoute, type RequestRoute, type RequestShape } from './request-route.js';
export { modelListOf, type ModelListCall } from './rows/model-list-calls.js';
export { baseUrlForms } from './rows/base-url-forms.js';
export { modelRows } from './rows/model-rows.js';
export { priceListVersion } from './rows/list-prices.js';
export { thinkingBudgets } from './thinking-budgets.js';
export { loadCatalog } from './load-catalog.js';
