/** The vendors we speak to, and `edge`: the operator's own inference. A column of the catalogue, never guessed from an id. */
export const providers = [
  'openai',
  'anthropic',
  'google',
  'deepseek',
  'zhipu',
  'minimax',
  'moonshot',
  'edge',
] as const;
export type Provider = (typeof providers)[number];

/** The vendor protocol that serves a row. */
export type Wire = 'chat' | 'responses' | 'transcription' | 'messages' | 'generate-content';

export type Modality = 'text' | 'image' | 'audio' | 'file';

/** Life cycle at the vendor. `retired` rows answer 404 and say so; dates are ISO days. */
export type ModelState =
  | { readonly kind: 'active' }
  | { readonly kind: 'retiring'; readonly date: string }
  | { readonly kind: 'retired'; readonly date?: string };

/**
 * What happens to a request field on its way to this model. `dropped` is only for fields whose absence nobody can see in
 * the answer; a dropped field is named in `x-beluga-dropped-params`.
 */
export type Support = 'native' | 'emulated' | 'dropped' | 'rejected';

/** Request fields whose support differs between models. `response_format` is two, since many take only one of them. */
export const parameterNames = [
  'temperature',
  'top_p',
  'frequency_penalty',
  'presence_penalty',
  'seed',
  'stop',
  'max_tokens',
  'n',
  'logprobs',
  'logit_bias',
  'tools',
  'tool_choice',
  'parallel_tool_calls',
  'json_object',
  'json_schema',
  'reasoning_effort',
  'verbosity',
  'modalities',
  'audio',
  'prediction',
  'web_search_options',
  'service_tier',
  'store',
  'metadata',
  'user',
  'safety_identifier',
  'prompt_cache_key',
  'prompt_cache_retention',
] as const;
export type ParameterName = (typeof parameterNames)[number];

export type ReasoningEffort = 'none' | 'minimal' | 'low' | 'medium' | 'high' | 'xhigh' | 'max';

export interface ReasoningProfile {
  /** `never` reasons; `always` does; `optional` does as the effort says; `preset` is fixed on or off by the id's suffix. */
  readonly mode: 'never' | 'always' | 'optional' | 'preset-on' | 'preset-off';
  /** Efforts the vendor takes for this model, lowest first. Empty where it takes none. */
  readonly efforts: readonly ReasoningEffort[];
  readonly defaultEffort?: ReasoningEffort;
  /** Token budget that the vendor takes instead of, or beside, an effort. */
  readonly budget?: { readonly minimum: number; readonly maximum: number };
  /** Sampling fields are taken only while the effort is none. */
  readonly samplingOnlyWithoutEffort?: boolean;
}

/** Integer nano-dollars per million tokens (1.75 USD per million = 1_750_000_000), per class. Absent means unknown. */
export interface PriceRow {
  readonly version: string;
  readonly input: number;
  readonly output: number;
  readonly cacheRead?: number;
  readonly cacheWrite?: number;
  readonly cacheWriteLong?: number;
  readonly audioInput?: number;
  readonly audioOutput?: number;
  /** Nano-dollars per search. */
  readonly webSearch?: number;
  /** Nano-dollars per minute of audio, where the vendor bills by length. */
  readonly audioMinute?: number;
}

/** One model id that callers may use, and all that is known about how it is served. */
export interface ModelRow {
  readonly id: string;
  readonly name: string;
  readonly provider: Provider;
  readonly kind: 'chat' | 'code' | 'reasoning' | 'audio' | 'vision';
  readonly upstreamModel: string;
  readonly wire: Wire;
  readonly state: ModelState;
  /** Catalogue id or upstream id that the vendor names as successor. Serves only where an operator's override says so. */
  readonly replacement?: string;
  /** Catalogue id that serves in this row's stead. */
  readonly substitute?: string;
  readonly contextWindow?: number;
  readonly maxOutputTokens?: number;
  readonly input: readonly Modality[];
  readonly output: readonly Modality[];
  readonly reasoning: ReasoningProfile;
  /** `emulated`: the vendor only answers whole; the text is sent in pieces afterwards. */
  readonly streaming: 'native' | 'emulated';
  /** How the output limit is called upstream. */
  readonly lengthField: 'max_tokens' | 'max_completion_tokens' | 'max_output_tokens' | 'maxOutputTokens' | 'none';
  /** How a system message is sent upstream; `first-user`: merged into the first user message. */
  readonly systemRole: 'system' | 'developer' | 'single-system' | 'field' | 'first-user' | 'none';
  readonly parameters: Readonly<Record<ParameterName, Support>>;
  readonly prices?: PriceRow;
  /** Fixed extra body fields of the upstream request (a thinking preset, say); `$N` stands for the computed budget. */
  readonly extraBody?: Readonly<Record<string, unknown>>;
  /** Overrides the provider's base URL. Operators only. */
  readonly baseUrl?: string;
  /** Where the facts come from. */
  readonly source: string;
}
