/** A request that did not succeed, in words for the terminal. */
export class RequestError extends Error {
  override readonly name = 'RequestError';
}
