import type { FastifyRequest } from 'fastify';
import { recordOf } from './request-record.js';

/** Waits for a request's body and notes how long that took: the caller's line is not ours. */
export async function arrived<Body>(request: FastifyRequest, body: Promise<Body>): Promise<Body> {
  const from = performance.now();
  const read = await body;
  const record = recordOf(request);
  if (record) record.bodyMs = performance.now() - from;
  return read;
}
