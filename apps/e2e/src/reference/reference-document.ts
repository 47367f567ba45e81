import { Ajv2020, type AnySchemaObject, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';

export interface Media {
  readonly schema: AnySchemaObject;
  readonly example?: unknown;
  readonly examples?: Readonly<Record<string, { readonly value: unknown }>>;
}

export interface Parameter {
  readonly in: 'path' | 'query' | 'header';
  readonly name: string;
  readonly required?: boolean;
  readonly schema: AnySchemaObject;
}

export interface Answer {
  readonly $ref?: string;
  readonly headers?: Readonly<Record<string, { readonly $ref?: string; readonly required?: boolean }>>;
  readonly content?: Readonly<Record<string, Media>>;
}

export interface Operation {
  readonly operationId: string;
  readonly path: string;
  readonly method: string;
  readonly security: readonly Readonly<Record<string, unknown>>[];
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: { readonly required?: boolean; readonly content: Readonly<Record<string, Media>> };
  readonly responses: Readonly<Record<string, Answer>>;
}

type Json = Readonly<Record<string, unknown>>;

/** /openapi.json, to make requests from and to hold answers against. */
export class ReferenceDocument {
  readonly operations: readonly Operation[];
  private readonly ajv = new Ajv2020({ strict: false, allErrors: true });
  private readonly validators = new Map<object, ValidateFunction>();

  constructor(private readonly document: Json) {
    const paths = document['paths'] as Readonly<Record<string, Readonly<Record<string, Operation>>>>;
    this.operations = Object.entries(paths).flatMap(([path, item]) =>
      Object.entries(item).map(([method, operation]) => ({ ...operation, path, method: method.toUpperCase() })),
    );
    this.ajv.addFormat('binary', true).addFormat('base64', true);
    addFormats.default(this.ajv);
    this.ajv.addSchema(closed(document) as AnySchemaObject, 'reference');
  }

  /** What a reference stands for; what is none stands for itself. */
  resolve<Value extends object>(value: Value): Value {
    if (!('$ref' in value) || typeof value.$ref !== 'string') return value;
    const steps = value.$ref.split('/').slice(1);
    return steps.reduce<unknown>((at, step) => (at as Json)[step], this.document) as Value;
  }

  answerOf(operation: Operation, status: number): Answer | undefined {
    const answer = operation.responses[status];
    return answer && this.resolve(answer);
  }

  /** What a value holds that a schema does not say or says otherwise, undocumented fields included. */
  problems(schema: AnySchemaObject, value: unknown): readonly string[] {
    const validate =
      this.validators.get(schema) ??
      this.ajv.compile(JSON.parse(JSON.stringify(closed(schema)).replaceAll('"#/', '"reference#/')) as AnySchemaObject);
    this.validators.set(schema, validate);
    if (validate(value) === true) return [];
    return (validate.errors ?? []).map(({ instancePath, message, params }) =>
      [instancePath, message, JSON.stringify(params)].join(' '),
    );
  }
}

/** The same, where every object holds nothing but what is named. */
function closed(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(closed);
  if (typeof schema !== 'object' || schema === null) return schema;
  const entries = Object.entries(schema).map(([key, value]): [string, unknown] => [key, closed(value)]);
  const isObject = 'type' in schema && schema.type === 'object' && 'properties' in schema;
  return { ...(isObject && { additionalProperties: false }), ...(Object.fromEntries(entries) as object) };
}
