import { type Annotation, FinishReason, type TokenLogprob, type TopLogprob } from '@belugapi/contracts';

const finishReasons: Readonly<Record<FinishReason, string>> = {
  [FinishReason.UNSPECIFIED]: 'stop',
  [FinishReason.STOP]: 'stop',
  [FinishReason.LENGTH]: 'length',
  [FinishReason.TOOL_CALLS]: 'tool_calls',
  [FinishReason.CONTENT_FILTER]: 'content_filter',
  [FinishReason.OTHER]: 'stop',
};

/** OpenAI's word for why a choice ended. */
export function finishReasonWord(reason: FinishReason): string {
  return finishReasons[reason] ?? 'stop';
}

/** An annotation as OpenAI shows it on messages and deltas. */
export function annotationBody({ annotation }: Annotation): Record<string, unknown> {
  const { url = '', title = '', startIndex = 0, endIndex = 0 } = annotation?.value ?? {};
  return { type: 'url_citation', url_citation: { url, title, start_index: startIndex, end_index: endIndex } };
}

/** Token log probabilities as OpenAI shows them. */
export function logprobBody(logprob: TokenLogprob): Record<string, unknown> {
  return { ...topBody(logprob), top_logprobs: logprob.top.map(topBody) };
}

function topBody({ token, logprob, bytes }: TopLogprob | TokenLogprob): Record<string, unknown> {
  return { token, logprob, bytes: bytes.length > 0 ? [...bytes] : null };
}
