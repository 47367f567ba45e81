import type { ParameterProfile } from '../model-row.js';

/** Fields of OpenAI's platform that no other vendor has and whose absence changes nothing in an answer. */
const platformHints = {
  prediction: 'dropped',
  service_tier: 'dropped',
  store: 'dropped',
  metadata: 'dropped',
  user: 'dropped',
  safety_identifier: 'dropped',
  prompt_cache_key: 'dropped',
  prompt_cache_retention: 'dropped',
} as const;

/** A text model of another vendor: what changes the meaning of an answer is refused until the vendor's profile says better. */
const otherVendorParameters: ParameterProfile = {
  temperature: 'native',
  top_p: 'native',
  frequency_penalty: 'dropped',
  presence_penalty: 'dropped',
  seed: 'dropped',
  stop: 'native',
  max_tokens: 'native',
  n: 'rejected',
  logprobs: 'rejected',
  logit_bias: 'dropped',
  tools: 'native',
  tool_choice: 'native',
  // The first call of an answer is kept and the rest are left out.
  parallel_tool_calls: 'emulated',
  // Left to the model: it writes arguments that fit nearly always, and the SDKs' helpers make every function strict.
  strict: 'dropped',
  json_object: 'native',
  json_schema: 'native',
  reasoning_effort: 'native',
  verbosity: 'rejected',
  modalities: 'rejected',
  audio: 'rejected',
  web_search_options: 'rejected',
  ...platformHints,
};

const noTools = {
  tools: 'rejected',
  tool_choice: 'rejected',
  parallel_tool_calls: 'dropped',
  strict: 'dropped',
} as const;
const noStructure = { json_object: 'rejected', json_schema: 'rejected' } as const;
const noSampling = {
  temperature: 'dropped',
  top_p: 'dropped',
  frequency_penalty: 'dropped',
  presence_penalty: 'dropped',
  logit_bias: 'dropped',
  logprobs: 'rejected',
} as const;

/**
 * Chat Completions with sampling: gpt-4.1. `service_tier`, `store` and `metadata` would change what the operator pays and
 * keeps at OpenAI, so they reach it only where an override makes them native.
 */
export const openAiChatParameters: ParameterProfile = {
  ...otherVendorParameters,
  frequency_penalty: 'native',
  presence_penalty: 'native',
  seed: 'native',
  n: 'native',
  logprobs: 'native',
  logit_bias: 'native',
  parallel_tool_calls: 'native',
  strict: 'native',
  reasoning_effort: 'dropped',
  modalities: 'native',
  prediction: 'native',
  user: 'native',
  safety_identifier: 'native',
  prompt_cache_key: 'native',
};

/** Chat models before gpt-4o: neither a schema nor a predicted output. */
export const openAiLegacyParameters: ParameterProfile = {
  ...openAiChatParameters,
  // The schema goes into the prompt, beside json_object.
  json_schema: 'emulated',
  strict: 'dropped',
  prediction: 'dropped',
};

/** The 0613 generation of gpt-3.5 has no JSON mode at all. */
export const openAiPlainTextParameters: ParameterProfile = { ...openAiLegacyParameters, ...noStructure };

/** gpt-5.1 and later on Chat Completions: sampling and `stop` while the effort is none. */
export const openAiEffortParameters: ParameterProfile = {
  ...openAiChatParameters,
  reasoning_effort: 'native',
  verbosity: 'native',
  prediction: 'dropped',
  prompt_cache_retention: 'native',
};

/** Chat Completions of models that always reason: gpt-5. `stop` is refused, so the text is cut here. */
export const openAiReasoningParameters: ParameterProfile = {
  ...openAiEffortParameters,
  ...noSampling,
  stop: 'emulated',
  prompt_cache_retention: 'dropped',
};

/** The o-series: no verbosity, and no say over parallel calls. */
export const openAiSeriesOParameters: ParameterProfile = {
  ...openAiReasoningParameters,
  parallel_tool_calls: 'emulated',
  verbosity: 'rejected',
};

/** o1-mini: text in, text out, nothing else. */
export const openAiO1MiniParameters: ParameterProfile = {
  ...openAiSeriesOParameters,
  ...noTools,
  ...noStructure,
  n: 'rejected',
  reasoning_effort: 'dropped',
};

/** The Responses API: no seed, no choices, and `stop` is cut here. */
export const openAiResponsesParameters: ParameterProfile = {
  ...openAiReasoningParameters,
  seed: 'dropped',
  n: 'rejected',
  modalities: 'rejected',
};

/** Search models refuse sampling and tools (by likeness to gpt-4o-search-preview). */
export const openAiSearchParameters: ParameterProfile = {
  ...openAiReasoningParameters,
  ...noTools,
  seed: 'dropped',
  n: 'rejected',
  reasoning_effort: 'dropped',
  verbosity: 'rejected',
  web_search_options: 'native',
};

/** Audio in, its text out: `temperature` is all that is left to choose. */
export const openAiTranscriptionParameters: ParameterProfile = {
  ...otherVendorParameters,
  ...noTools,
  ...noStructure,
  ...noSampling,
  temperature: 'native',
  logprobs: 'native',
  stop: 'rejected',
  max_tokens: 'rejected',
  reasoning_effort: 'dropped',
};

/** Anthropic Messages. `parallel_tool_calls: false` has a counterpart, json_object is asked for in the system text. */
export const anthropicParameters: ParameterProfile = {
  ...otherVendorParameters,
  parallel_tool_calls: 'native',
  strict: 'native',
  json_object: 'emulated',
  user: 'native',
};

/** claude-opus-4-7 and the presets that think: sampling is refused upstream. */
export const anthropicThinkingParameters: ParameterProfile = { ...anthropicParameters, ...noSampling };

/** Gemini generateContent. */
export const geminiParameters: ParameterProfile = { ...otherVendorParameters, seed: 'native' };

/** DeepSeek with thinking off: the schema goes into a system message beside json_object. */
export const deepSeekParameters: ParameterProfile = {
  ...otherVendorParameters,
  logprobs: 'native',
  json_schema: 'emulated',
  reasoning_effort: 'dropped',
  user: 'native',
};

/** DeepSeek while thinking: sampling is ignored; the adapter turns thinking off for a forced call. */
export const deepSeekThinkingParameters: ParameterProfile = {
  ...deepSeekParameters,
  ...noSampling,
  reasoning_effort: 'native',
};

/** deepseek-ocr: one picture, one instruction. */
export const deepSeekOcrParameters: ParameterProfile = {
  ...deepSeekParameters,
  ...noTools,
  ...noStructure,
  logprobs: 'rejected',
};

/** GLM takes one stop sequence at most, `tool_choice: auto` only (a system line stands in) and no schema. */
export const glmParameters: ParameterProfile = {
  ...otherVendorParameters,
  stop: 'emulated',
  tool_choice: 'emulated',
  json_schema: 'emulated',
  user: 'native',
};

/** MiniMax M2: neither `stop` nor JSON modes nor a tool choice; thinking cannot be turned off. */
export const miniMaxParameters: ParameterProfile = {
  ...otherVendorParameters,
  stop: 'emulated',
  tool_choice: 'emulated',
  json_object: 'emulated',
  json_schema: 'emulated',
  reasoning_effort: 'dropped',
};

/** Kimi K2: stop sequences of 32 bytes at most; a forced call needs thinking off, or an instruction. */
export const kimiParameters: ParameterProfile = {
  ...otherVendorParameters,
  stop: 'emulated',
  tool_choice: 'emulated',
  reasoning_effort: 'dropped',
  user: 'native',
  safety_identifier: 'native',
  prompt_cache_key: 'native',
};

/** Engines behind the edge, by the wire of Cerebras: no penalties, no bias, no say over parallel calls. */
export const edgeParameters: ParameterProfile = {
  ...otherVendorParameters,
  seed: 'native',
  logprobs: 'native',
  strict: 'native',
  reasoning_effort: 'dropped',
  user: 'native',
};

/** beluga-nano, in the worker's own process: a demonstration model, too small for tools. */
export const embeddedParameters: ParameterProfile = {
  ...otherVendorParameters,
  ...noTools,
  frequency_penalty: 'native',
  presence_penalty: 'native',
  seed: 'native',
  reasoning_effort: 'dropped',
};
