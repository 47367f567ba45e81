import { isUtf8 } from 'node:buffer';
import type { IncomingMessage } from 'node:http';
import { FailureCode } from '@belugapi/contracts';
import { CompletionFailure } from '@belugapi/completion';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { bodyLimitBytes } from '../gateway-config.js';
import { arrived } from '../observation/arrived.js';

// A sender who is cut off in the middle sees a broken connection, not the 413. So the rest is read and forgotten, to here.
const drainLimitBytes = 4 * bodyLimitBytes;

/** Takes JSON bodies only, up to the limit; a larger one is refused as soon as it shows. */
export function acceptJsonBodies(fastify: FastifyInstance): void {
  fastify.removeAllContentTypeParsers();
  const parse = fastify.getDefaultJsonParser('error', 'error');
  fastify.addContentTypeParser('application/json', async (request: FastifyRequest, payload: IncomingMessage) => {
    const bytes = await arrived(request, readBytes(payload));
    // Decoded all the same, what is no UTF-8 would reach the model as other letters than were sent.
    if (!isUtf8(bytes)) throw CompletionFailure.of(FailureCode.INVALID_JSON, 'The request body is not UTF-8.');
    const text = bytes.toString();
    return new Promise<unknown>((resolve, reject) => {
      void parse(request, text, (error, body) => (error ? reject(unreadable(text)) : resolve(body)));
    });
  });
}

function readBytes(payload: IncomingMessage): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    payload.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes <= bodyLimitBytes) chunks.push(chunk);
      else {
        chunks.length = 0;
        reject(tooLarge());
      }
      if (bytes > drainLimitBytes) payload.destroy();
    });
    payload.once('end', () => resolve(Buffer.concat(chunks)));
    payload.once('error', reject);
  });
}

function tooLarge(): CompletionFailure {
  return CompletionFailure.of(FailureCode.REQUEST_TOO_LARGE, 'The request body is larger than 32 MiB.');
}

function unreadable(text: string): CompletionFailure {
  if (text === '') return CompletionFailure.of(FailureCode.INVALID_JSON, 'The request body is empty.');
  if (!isJson(text)) return CompletionFailure.of(FailureCode.INVALID_JSON, 'The request body is not valid JSON.');
  const message =
    'The request body holds a member named __proto__, or a prototype in a constructor. Name it otherwise.';
  return CompletionFailure.of(FailureCode.INVALID_VALUE, message);
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
