/** Headers on every answer (OpenAI's own debugging headers): `startedAt` is performance.now() at the request's arrival. */
export function requestHeaders(requestId: string, startedAt: number): Record<string, string> {
  return {
    'x-request-id': requestId,
    'openai-version': '2020-10-01',
    'openai-processing-ms': String(Math.round(performance.now() - startedAt)),
  };
}
