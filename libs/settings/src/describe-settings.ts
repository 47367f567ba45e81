import { z } from 'zod';
import type { Setting } from './setting.js';

declare module 'zod' {
  interface GlobalMeta {
    /** Never shown, and may be given as `<NAME>_FILE`. */
    secret?: boolean;
    /** The path of a file that has to be readable. */
    isFile?: boolean;
    /** What a regular expression means, for people. */
    mustBe?: string;
    /** Shown in place of a default that is worked out at the start. */
    defaultIs?: string;
  }
}

interface Described extends z.core.JSONSchema.JSONSchema {
  readonly secret?: boolean;
  readonly isFile?: boolean;
  readonly mustBe?: string;
  readonly defaultIs?: string;
}

/**
 * The variables of a service's settings, from its schema: each with the words of `.describe()` or `.meta()`. Checks that are
 * functions (`.refine()`) are known to the service alone.
 */
export function describeSettings(schema: z.ZodType): Setting[] {
  const { properties = {}, required = [] } = z.toJSONSchema(schema, {
    io: 'input',
    unrepresentable: 'any',
    override: ({ zodSchema, jsonSchema }) => addWhatJsonSchemaLacks(zodSchema, jsonSchema),
  });
  return Object.entries(properties).map(([name, property]) => describe(name, property as Described, required));
}

function addWhatJsonSchemaLacks(schema: z.core.$ZodTypes, json: z.core.JSONSchema.BaseSchema): void {
  const { def } = schema._zod;
  if (def.type === 'pipe' && (def.out as z.core.$ZodTypes)._zod.def.type === 'boolean') json.type = 'boolean';
  if (def.type === 'default') json.default ??= def.defaultValue as typeof json.default;
  const { protocol } = def as { protocol?: RegExp };
  if (protocol) json.pattern = `^(?:${protocol.source.replaceAll(/^\^|\$$/g, '')}):`;
}

function describe(name: string, property: Described, required: readonly string[]): Setting {
  const { description = '', secret, isFile, mustBe, defaultIs, enum: values, default: preset } = property;
  const patterns = [property, ...(property.allOf ?? [])].flatMap(({ pattern }) => pattern ?? []);
  const shown = defaultIs ?? (preset === undefined || preset === '' ? undefined : plain(preset));
  return {
    name,
    type: typeOf(property),
    description,
    ...(shown !== undefined && { default: shown }),
    ...(required.includes(name) && { required: true as const }),
    ...(secret && { secret: true as const }),
    ...(isFile && { isFile: true as const }),
    ...(values && { values: values.map(String) }),
    ...(isBound(property.minimum) && { minimum: property.minimum }),
    ...(property.exclusiveMinimum !== undefined && { above: Number(property.exclusiveMinimum) }),
    ...(isBound(property.maximum) && { maximum: property.maximum }),
    ...(property.minLength !== undefined && { minLength: property.minLength }),
    ...(property.maxLength !== undefined && { maxLength: property.maxLength }),
    ...(patterns.length > 0 && { patterns }),
    ...(mustBe !== undefined && { mustBe }),
  };
}

// Those of a safe integer are nothing that an operator meets.
function isBound(bound: number | undefined): bound is number {
  return bound !== undefined && Math.abs(bound) < Number.MAX_SAFE_INTEGER;
}

function plain(preset: unknown): string {
  return typeof preset === 'string' ? preset : JSON.stringify(preset);
}

function typeOf({ type, format }: Described): Setting['type'] {
  if (type === 'integer' || type === 'number' || type === 'boolean') return type;
  return format === 'uri' ? 'url' : 'text';
}
