import { BinaryReader } from '@bufbuild/protobuf/wire';

export type AttributeValue = string | number | boolean | readonly AttributeValue[] | undefined;

/** One span as a collector gets it; times are Unix nanoseconds. */
export interface ReceivedSpan {
  readonly service: string;
  readonly traceId: string;
  readonly spanId: string;
  /** Empty for the first of a trace. */
  readonly parentSpanId: string;
  readonly name: string;
  readonly kind: 'unspecified' | 'internal' | 'server' | 'client' | 'producer' | 'consumer';
  readonly startedAt: bigint;
  readonly endedAt: bigint;
  readonly attributes: Readonly<Record<string, AttributeValue>>;
  readonly resource: Readonly<Record<string, AttributeValue>>;
  readonly events: readonly { readonly name: string; readonly at: bigint }[];
  readonly failed: boolean;
}

const kinds = ['unspecified', 'internal', 'server', 'client', 'producer', 'consumer'] as const;
const errorStatus = 2;

type Fields = ReadonlyMap<number, readonly (Uint8Array | bigint)[]>;

/** Reads an ExportTraceServiceRequest (github.com/open-telemetry/opentelemetry-proto, trace/v1); throws on what is none. */
export function decodeSpans(body: Uint8Array): ReceivedSpan[] {
  return messages(read(body), 1).flatMap((resourceSpans) => {
    const resource = attributesOf(messages(resourceSpans, 1).flatMap((fields) => messages(fields, 1)));
    const spans = messages(resourceSpans, 2).flatMap((scopeSpans) => messages(scopeSpans, 2));
    return spans.map((span) => toSpan(span, resource));
  });
}

function toSpan(span: Fields, resource: ReceivedSpan['resource']): ReceivedSpan {
  const [status] = messages(span, 15);
  return {
    service: String(resource['service.name']),
    traceId: hex(span, 1),
    spanId: hex(span, 2),
    parentSpanId: hex(span, 4),
    name: text(span, 5),
    kind: kinds[Number(number(span, 6))] ?? 'unspecified',
    startedAt: number(span, 7),
    endedAt: number(span, 8),
    attributes: attributesOf(messages(span, 9)),
    resource,
    events: messages(span, 11).map((event) => ({ at: number(event, 1), name: text(event, 2) })),
    failed: status !== undefined && Number(number(status, 3)) === errorStatus,
  };
}

function attributesOf(keyValues: readonly Fields[]): Record<string, AttributeValue> {
  return Object.fromEntries(keyValues.map((keyValue) => [text(keyValue, 1), messages(keyValue, 2).map(valueOf)[0]]));
}

function valueOf(value: Fields): AttributeValue {
  if (value.has(1)) return text(value, 1);
  if (value.has(2)) return number(value, 2) === 1n;
  if (value.has(3)) return Number(BigInt.asIntN(64, number(value, 3)));
  if (value.has(4)) {
    const bits = new DataView(new ArrayBuffer(8));
    bits.setBigUint64(0, number(value, 4));
    return bits.getFloat64(0);
  }
  return messages(value, 5).flatMap((array) => messages(array, 1).map(valueOf));
}

function read(body: Uint8Array): Fields {
  const reader = new BinaryReader(body);
  const fields = new Map<number, (Uint8Array | bigint)[]>();
  while (reader.pos < reader.len) {
    const [field, wireType] = reader.tag();
    const values = fields.get(field) ?? [];
    fields.set(field, values);
    if (wireType === 0) values.push(BigInt(reader.uint64()));
    else if (wireType === 1) values.push(BigInt(reader.fixed64()));
    else if (wireType === 2) values.push(reader.bytes());
    else values.push(BigInt(reader.fixed32()));
  }
  return fields;
}

function messages(fields: Fields, field: number): Fields[] {
  return (fields.get(field) ?? []).flatMap((value) => (value instanceof Uint8Array ? [read(value)] : []));
}

function bytes(fields: Fields, field: number): Buffer {
  const [value] = fields.get(field) ?? [];
  return value instanceof Uint8Array ? Buffer.from(value) : Buffer.alloc(0);
}

const text = (fields: Fields, field: number) => bytes(fields, field).toString();
const hex = (fields: Fields, field: number) => bytes(fields, field).toString('hex');

function number(fields: Fields, field: number): bigint {
  const [value] = fields.get(field) ?? [];
  return typeof value === 'bigint' ? value : 0n;
}
