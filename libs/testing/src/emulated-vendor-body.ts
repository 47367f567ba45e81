import type { IncomingMessage } from 'node:http';
import { type JsonObject, parsedObject } from './wires/json-values.js';

const MAX_BODY_BYTES = 64 * 1024 * 1024;

/**
 * Reads the body of a request: a JSON object, or the fields of a form with the name, type and size of each file in it.
 * Resolves with undefined when it is neither; throws a RangeError over 64 MiB.
 */
export async function readRequestBody(incoming: IncomingMessage): Promise<JsonObject | undefined> {
  const bytes = await readBytes(incoming);
  const type = incoming.headers['content-type'] ?? '';
  return type.startsWith('multipart/form-data') ? readForm(bytes, type) : parsedObject(bytes.toString());
}

async function readBytes(incoming: IncomingMessage): Promise<Buffer<ArrayBuffer>> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of incoming as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MAX_BODY_BYTES) throw new RangeError(`body: at most ${MAX_BODY_BYTES} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

async function readForm(bytes: Buffer<ArrayBuffer>, type: string): Promise<JsonObject | undefined> {
  const form = await new Response(bytes, { headers: { 'content-type': type } }).formData().catch(() => undefined);
  if (!form) return undefined;
  const fields = [...new Set(form.keys())].map((name) => {
    const values = form.getAll(name).map((value) => {
      return typeof value === 'string' ? value : { name: value.name, type: value.type, size: value.size };
    });
    return [name, values.length === 1 ? values[0] : values];
  });
  return Object.fromEntries(fields) as JsonObject;
}
