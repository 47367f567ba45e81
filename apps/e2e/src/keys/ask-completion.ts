import { errorsSeen } from './errors-seen.js';

/** A model of the first vendor's that no spec of limits cares about. */
export const model = 'gpt-4.1-mini-2025-04-14';

export interface CompletionCall {
  /** A gateway's base URL. */
  readonly url: string;
  readonly key: string;
  /** What the emulated vendor is told: `{"tokens":3}`. */
  readonly directive?: object;
  readonly fields?: object;
}

export interface CompletionAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: {
    readonly id?: string;
    readonly usage?: { readonly total_tokens: number };
    readonly error?: {
      readonly message: string;
      readonly type: string;
      readonly param: string | null;
      readonly code: string | null;
    };
  };
}

/** One completion, not streamed and not tried again. */
export async function askCompletion({ url, key, directive = {}, fields }: CompletionCall): Promise<CompletionAnswer> {
  const response = await fetch(`${url}/v1/chat/completions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    body: JSON.stringify({ model, messages: [{ role: 'user', content: JSON.stringify(directive) }], ...fields }),
  });
  const { status, headers } = response;
  const body = (await response.json()) as CompletionAnswer['body'];
  if (status !== 200) errorsSeen.push(JSON.stringify(body));
  return { status, headers, body };
}
