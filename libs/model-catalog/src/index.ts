export {
  type Modality,
  type ModelRow,
  type ModelState,
  type ParameterName,
  parameterNames,
  type PriceRow,
  type Provider,
  providers,
  type ReasoningEffort,
  type ReasoningProfile,
  type Support,
  type Wire,
} from './model-row.js';
