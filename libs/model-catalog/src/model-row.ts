import type { TokenFacts } from '@belugapi/completion';

/** The vendors we speak to, and `edge`: the operator's own inference. A column of the catalogue, never guessed from an id. */
export const providers = ['openai', 'anthropic', 'google', 'deepseek', 'zhipu', 'minimax', 'moonshot', 'edge'] as const;
/** A value of `providers`. */
export type Provider = (typeof providers)[number];

/** The vendor protocols. */
export const wires = ['chat', 'responses', 'transcription', 'messages', 'generate-content'] as const;
/** The vendor protocol that serves a row. */
export type Wire = (typeof wires)[number];

/** What goes into a model and comes out of it. */
export const modalities = ['text', 'image', 'audio', 'file'] as const;
/** A value of `modalities`. */
export type Modality = (typeof modalities)[number];

/** What a model is for, in the words of the public API page. */
export const modelKinds = ['chat', 'code', 'reasoning', 'audio', 'vision'] as const;
/** A value of `modelKinds`. */
export type ModelKind = (typeof modelKinds)[number];

/** Life cycle at the vendor. `retired` rows answer 404 and say so; dates are ISO days, and a retiring row serves through its date. */
export type ModelState =
  | { readonly kind: 'active' }
  | { readonly kind: 'retiring'; readonly date: string }
  | { readonly kind: 'retired'; readonly date?: string };

/** The ways in which a request field can fare. */
export const supports = ['native', 'emulated', 'dropped', 'rejected'] as const;
/**
 * What happens to a request field on its way to this model. `dropped` is for fields that change nothing a caller could
 * find wrong; a dropped field is named in `x-beluga-dropped-params`. A value that asks for what happens anyway (`n: 1`,
 * `logprobs: false`, `parallel_tool_calls: true`, `tool_choice: "auto"`, `modalities: ["text"]`, `store: false`) is
 * never refused, whatever stands here.
 */
export type Support = (typeof supports)[number];

/**
 * Request fields whose support differs between models. `response_format` is two, since many take only one of them.
 * `tool_choice` stands for a forced call (`required` or a named function), `parallel_tool_calls` for `false`, `strict` for that
 * of a function among the tools.
 */
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
  'strict',
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
/** A value of `parameterNames`. */
export type ParameterName = (typeof parameterNames)[number];

/** OpenAI's words for how much to reason, lowest first, and Anthropic's `max`. */
export const reasoningEfforts = ['none', 'minimal', 'low', 'medium', 'high', 'xhigh', 'max'] as const;
/** A value of `reasoningEfforts`. */
export type ReasoningEffort = (typeof reasoningEfforts)[number];

/** Whether a model reasons, and what the vendor lets a caller say about it. */
export interface ReasoningProfile {
  /** `never` reasons; `always` does; `optional` does as the effort says; `preset` is fixed on or off by the id's suffix. */
  readonly mode: 'never' | 'always' | 'optional' | 'preset-on' | 'preset-off';
  /** Efforts the vendor takes for this model, lowest first. Empty where it takes none (but perhaps a budget). */
  readonly efforts: readonly ReasoningEffort[];
  /** The vendor's, where the request names none. */
  readonly defaultEffort?: ReasoningEffort;
  /** Token budget that the vendor takes instead of, or beside, an effort. */
  readonly budget?: { readonly minimum: number; readonly maximum: number };
  /** Sampling fields are taken only while the effort is none. */
  readonly samplingOnlyWithoutEffort?: boolean;
  /** `stop` is taken only while the effort is none. */
  readonly stopOnlyWithoutEffort?: boolean;
}

/** Integer nano-dollars per million tokens (1.75 USD per million = 1_750_000_000). */
export interface TokenPrices {
  readonly input: number;
  /** Visible output and reasoning alike. */
  readonly output: number;
  readonly cacheRead?: number;
  readonly cacheWrite?: number;
  readonly cacheWriteLong?: number;
  readonly audioInput?: number;
  readonly audioOutput?: number;
}

/**
 * What a model costs. A token class without a price of its own costs what `input` or `output` does; images are input.
 * Searches and minutes without a price are unknown, not free.
 */
export interface PriceRow extends TokenPrices {
  /** Changes whenever a figure does: the ledger names it. */
  readonly version: string;
  /** Nano-dollars per search. */
  readonly webSearch?: number;
  /** Nano-dollars per minute of audio, where the vendor bills by length. */
  readonly audioMinute?: number;
  /** Prices of the whole request once its input, cached tokens included, is longer than `aboveInputTokens`. */
  readonly longContext?: TokenPrices & { readonly aboveInputTokens: number };
}

/** Every request field and how it fares. */
export type ParameterProfile = Readonly<Record<ParameterName, Support>>;

/** One model id that callers may use, and all that is known about how it is served. */
export interface ModelRow {
  readonly id: string;
  readonly name: string;
  readonly provider: Provider;
  readonly kind: ModelKind;
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
  readonly parameters: ParameterProfile;
  /** How a request with tools goes while the model reasons, where the row's own wire refuses the two together. */
  readonly reasoningToolsRoute?: { readonly wire: Wire; readonly parameters: ParameterProfile };
  /** The vendor refuses `temperature` and `top_p` together; the temperature stays. */
  readonly temperatureExcludesTopP?: boolean;
  readonly prices?: PriceRow;
  readonly counting?: TokenFacts;
  /** Fixed extra body fields of the upstream request (a thinking preset, say); `$N` stands for the computed budget. */
  readonly extraBody?: Readonly<Record<string, unknown>>;
  /** Overrides the provider's base URL. Operators only. */
  readonly baseUrl?: string;
  /** Where the facts come from. */
  readonly source: string;
}
