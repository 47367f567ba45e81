import fc from 'fast-check';
import { brokenArbitrary, junk } from './broken-arbitrary.js';
import type { SentRequest } from './http-exchange.js';
import type { Media, Operation, Parameter, ReferenceDocument } from './reference-document.js';
import { valueArbitrary } from './value-arbitrary.js';

/** What the requests of an operation have to know, which no schema says. */
export interface Knowledge {
  readonly authorization: string;
  /** Values of path parameters that exist, by the operation's path. */
  readonly ids: Readonly<Record<string, readonly string[]>>;
  /** Makes a body one that can be served here. */
  readonly settle: (operation: Operation, body: unknown) => unknown;
}

interface Parts {
  readonly ids: readonly string[];
  readonly query: readonly (readonly [string, string])[];
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
}

/** Requests as the reference describes them. */
export function validRequests(
  reference: ReferenceDocument,
  operation: Operation,
  knowledge: Knowledge,
): fc.Arbitrary<SentRequest> {
  return partsOf(reference, operation, knowledge).map((parts) => written(operation, parts));
}

/** Requests with one thing wrong, at least. */
export function brokenRequests(
  reference: ReferenceDocument,
  operation: Operation,
  knowledge: Knowledge,
): fc.Arbitrary<SentRequest> {
  const valid = partsOf(reference, operation, knowledge);
  const text = fc.oneof(
    fc.constantFrom('', ' ', '\0', '%', '-1', '1e9', '9'.repeat(30), 'null', 'x'.repeat(700)),
    fc.string({ unit: 'binary', maxLength: 40 }),
  );
  const names = (operation.parameters ?? []).filter(({ in: place }) => place === 'query').map(({ name }) => name);
  const broken: fc.Arbitrary<SentRequest>[] = [
    fc
      .tuple(valid, fc.constantFrom(...names, 'limit', 'unknown', '__proto__', 'a[b]', 'models[]'), text)
      .map(([parts, name, value]) =>
        written(operation, { ...parts, query: [...parts.query, [name, value], [name, value]] }),
      ),
    fc.tuple(valid, text).map(([parts, id]) => written(operation, { ...parts, ids: parts.ids.map(() => id) })),
    fc
      .tuple(valid, fc.constantFrom('%', '%zz', '%c0%80', '%00', '..', '%2e%2e%2f', '%2F', '%ff'))
      .map(([parts, raw]) => ({
        ...written(operation, parts),
        target: operation.path.replaceAll(/\{\w+\}/g, raw),
      })),
    fc
      .tuple(
        valid,
        fc.constantFrom(
          '',
          'Bearer',
          'Bearer bapi_nobody_0123456789abcdef',
          'Basic dXNlcjpwYXNz',
          `Bearer ${'x'.repeat(3_000)}`,
        ),
      )
      .map(([parts, authorization]) => written(operation, { ...parts, headers: { ...parts.headers, authorization } })),
    fc
      .tuple(
        valid,
        fc.constantFrom(
          'x-beluga-timeout-ms',
          'x-beluga-unsupported',
          'idempotency-key',
          'accept',
          'if-none-match',
          'x-request-id',
          'expect',
        ),
        fc.constantFrom('', ' ', '-1', '1e9', 'é', '*/*', '0', 'x'.repeat(2_000)),
      )
      .map(([parts, name, value]) => written(operation, { ...parts, headers: { ...parts.headers, [name]: value } })),
    fc
      .tuple(valid, fc.constantFrom('PUT', 'DELETE', 'OPTIONS', 'TRACE', 'PROPFIND', 'QUERY'))
      .map(([parts, method]) => ({
        ...written(operation, parts),
        method,
      })),
  ];
  const [type, media] = bodyOf(operation);
  if (!media) return fc.oneof(...broken);
  const body = brokenArbitrary(bodyArbitrary(reference, operation, media, knowledge));
  return fc.oneof(
    {
      arbitrary: fc.tuple(valid, body).map(([parts, value]) => written(operation, { ...parts, body: value })),
      weight: 8,
    },
    ...broken,
    fc.tuple(valid, junk).map(([parts, value]) => written(operation, { ...parts, body: value })),
    fc
      .tuple(
        valid,
        fc.constantFrom('', '{', '{}}', '[', 'nul', '\uFEFF{}', '{"a":1,"a":2}', '"', Buffer.of(0xff, 0xfe, 0x7b)),
      )
      .map(([parts, raw]) => ({ ...written(operation, parts), body: raw })),
    fc
      .tuple(
        valid,
        fc.constantFrom(
          'text/plain',
          'application/x-www-form-urlencoded',
          'multipart/form-data',
          'multipart/form-data; boundary=x',
          ';;;',
          `${type}; charset=utf-16`,
          'application/xml',
        ),
      )
      .map(([parts, contentType]) => {
        const request = written(operation, parts);
        return { ...request, headers: { ...request.headers, 'content-type': contentType } };
      }),
  );
}

function partsOf(reference: ReferenceDocument, operation: Operation, knowledge: Knowledge): fc.Arbitrary<Parts> {
  const parameters = operation.parameters ?? [];
  const known = knowledge.ids[operation.path] ?? [];
  const inPath = parameters.filter(({ in: place }) => place === 'path');
  const id = ({ schema }: Parameter): fc.Arbitrary<unknown> => {
    const any = valueArbitrary(schema, (one) => reference.resolve(one));
    return known.length > 0 ? fc.oneof({ arbitrary: fc.constantFrom(...known), weight: 3 }, any) : any;
  };
  const valueOf = (parameter: Parameter) =>
    parameter.name === 'id' ? id(parameter) : valueArbitrary(parameter.schema, (one) => reference.resolve(one));
  const given = (place: Parameter['in']) =>
    optionals(
      parameters.filter((one) => one.in === place),
      valueOf,
    );
  const [, media] = bodyOf(operation);
  return fc.record({
    ids: fc.tuple(...inPath.map(id)).map((values) => values.map(String)),
    query: given('query').map((entries) =>
      entries.flatMap(([name, value]) => [value].flat().map((one): [string, string] => [name, String(one)])),
    ),
    headers: given('header').map((entries) => ({
      authorization: knowledge.authorization,
      ...Object.fromEntries(entries.map(([name, value]): [string, string] => [name, latin(String(value))])),
    })),
    body: media ? bodyArbitrary(reference, operation, media, knowledge) : fc.constant(undefined),
  });
}

function optionals(
  parameters: readonly Parameter[],
  valueOf: (parameter: Parameter) => fc.Arbitrary<unknown>,
): fc.Arbitrary<(readonly [string, unknown])[]> {
  const each = parameters.map((parameter) => {
    const given = valueOf(parameter).map((value) => [[parameter.name, value] as const]);
    return parameter.required === true ? given : fc.oneof(given, { arbitrary: fc.constant([]), weight: 2 });
  });
  return fc.tuple(...each).map((given) => given.flat());
}

function bodyOf({ requestBody }: Operation): readonly [string, Media | undefined] {
  const [first] = Object.entries(requestBody?.content ?? {});
  return first ?? ['', undefined];
}

function bodyArbitrary(
  reference: ReferenceDocument,
  operation: Operation,
  { schema, example, examples }: Media,
  { settle }: Knowledge,
): fc.Arbitrary<unknown> {
  const shown = [
    ...(example === undefined ? [] : [example]),
    ...Object.values(examples ?? {}).map(({ value }) => value),
  ];
  const made = valueArbitrary(schema, (one) => reference.resolve(one));
  const any = shown.length > 0 ? fc.oneof(made, fc.constantFrom(...shown)) : made;
  return any.map((body) => settle(operation, body));
}

function written(operation: Operation, { ids, query, headers, body }: Parts): SentRequest {
  let next = 0;
  const path = operation.path.replaceAll(/\{\w+\}/g, () => encoded(ids[next++] ?? ''));
  const search = query.map(([name, value]) => `${encoded(name)}=${encoded(value)}`).join('&');
  const [type] = bodyOf(operation);
  const request = { method: operation.method, target: search === '' ? path : `${path}?${search}` };
  if (body === undefined) return { ...request, headers: sendable(headers), body: undefined };
  const content = type === 'multipart/form-data' ? form(body) : { type, body: JSON.stringify(body) ?? '' };
  return { ...request, headers: sendable({ ...headers, 'content-type': content.type }), body: content.body };
}

function encoded(text: string): string {
  return encodeURIComponent(text.toWellFormed());
}

// Node refuses to send others; an empty header is none.
function sendable(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).filter(([, value]) => value !== ''));
}

function latin(text: string): string {
  return text.replaceAll(/[^\x21-\x7e]/g, '_');
}

function form(body: unknown): { readonly type: string; readonly body: Buffer } {
  const boundary = 'boundary-of-this-spec';
  const fields =
    typeof body === 'object' && body !== null ? Object.entries(body as Readonly<Record<string, unknown>>) : [];
  const parts = fields.map(([name, value]) => {
    const head = `content-disposition: form-data; name="${latin(name)}"${name === 'file' ? '; filename="sound.wav"' : ''}`;
    const text = typeof value === 'string' ? value : JSON.stringify(value);
    return `--${boundary}\r\n${head}\r\n\r\n${text}\r\n`;
  });
  return {
    type: `multipart/form-data; boundary=${boundary}`,
    body: Buffer.from(`${parts.join('')}--${boundary}--\r\n`),
  };
}
