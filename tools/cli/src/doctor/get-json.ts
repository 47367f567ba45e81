/** An answer to a GET. */
export interface JsonAnswer {
  readonly status: number;
  readonly headers: Headers;
  /** Undefined where it is no JSON object. */
  readonly body: Readonly<Record<string, unknown>> | undefined;
}

const largestBytes = 8 * 1024 * 1024;

/** Asks, and reads 8 MiB at most. @throws what {@link reasonOf} reads; it has nothing of what was sent. */
export async function getJson(
  url: string,
  headers: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<JsonAnswer> {
  const response = await fetch(url, { headers, signal, redirect: 'manual' });
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.length;
    if (size > largestBytes) throw new Error('the answer is larger than 8 MiB');
    chunks.push(chunk);
  }
  return { status: response.status, headers: response.headers, body: objectOf(Buffer.concat(chunks).toString()) };
}

/** Why something could not be reached: the system's own word where there is one. */
export function reasonOf(error: unknown): string {
  const { cause, code, message } = error as {
    cause?: { code?: string; message?: string };
    code?: string;
    message?: string;
  };
  return cause?.code ?? cause?.message ?? code ?? message ?? 'no reason is known';
}

function objectOf(text: string): JsonAnswer['body'] {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as JsonAnswer['body']) : undefined;
  } catch {
    return undefined;
  }
}
