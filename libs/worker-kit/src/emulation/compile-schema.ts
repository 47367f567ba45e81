import { dereference, type Schema, validate } from '@cfworker/json-schema';
import { FailureCode } from '@belugapi/contracts';
import { CompletionFailure } from '@belugapi/completion';
import { describeViolation } from './describe-violation.js';
import { loosenSchema } from './loosen-schema.js';
import { nestsDeeper } from './nests-deeper.js';
import { runLimited } from './run-limited.js';

/** A caller's schema, ready to check answers. */
export interface CompiledSchema {
  /**
   * Where and why a value does not fit, without quoting it; undefined where it fits.
   * @throws {CompletionFailure} INVALID_VALUE where the schema turns out to be no use, or takes longer than a second.
   */
  violation(value: unknown): string | undefined;
}

// OpenAI takes 120,000 characters of names and values, and 5,000 members.
const largestCharacters = 256 * 1024;
const deepestLevels = 64;
const trialMs = 250;
const checkMs = 1_000;

/**
 * Reads a JSON Schema (draft 2020-12; `pattern`, `patternProperties` and `format` are not checked) and tries it once, so that
 * one which cannot be used is found before a vendor is called.
 * @throws {CompletionFailure} INVALID_VALUE.
 */
export function compileSchema(json: string): CompiledSchema {
  if (json.length > largestCharacters) throw unusable(`It is longer than ${largestCharacters} characters.`);
  const given: unknown = guarded(() => JSON.parse(json) as unknown);
  if (nestsDeeper(given, deepestLevels)) throw unusable(`It is nested deeper than ${deepestLevels} levels.`);
  const schema = loosenSchema(given) as Schema | boolean;
  const lookup = guarded(() => dereference(schema, Object.create(null) as Record<string, Schema | boolean>));
  const parts = Object.values(lookup).filter((part) => typeof part === 'object');
  if (parts.some((part) => isDangling(part, lookup))) throw unusable('A $ref in it leads nowhere.');
  const errors = (value: unknown, limitMs: number) =>
    guarded(() => runLimited(() => validate(value, schema, '2020-12', lookup).errors, limitMs));
  errors({}, trialMs);
  const named = new Set(parts.flatMap(namesIn));
  return {
    violation: (value) => {
      const found = errors(value, checkMs);
      return found.length === 0 ? undefined : describeViolation(value, found, named);
    },
  };
}

function isDangling({ __absolute_ref__: target }: Schema, lookup: Readonly<Record<string, unknown>>): boolean {
  return target !== undefined && lookup[target] === undefined;
}

function namesIn({ properties, required }: Schema): string[] {
  return [...Object.keys(properties ?? {}), ...(Array.isArray(required) ? required : [])];
}

// The validator throws plain errors at schemas that are none, and runs out of stack where one refers to itself.
function guarded<Result>(work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    const { code } = error as { readonly code?: unknown };
    const late = code === 'ERR_SCRIPT_EXECUTION_TIMEOUT';
    throw unusable(
      late ? 'It takes too long to check an answer against it.' : 'An answer cannot be checked against it.',
    );
  }
}

function unusable(reason: string): CompletionFailure {
  return CompletionFailure.of(
    FailureCode.INVALID_VALUE,
    `The JSON Schema of \`response_format\` is of no use: ${reason}`,
    {
      param: 'response_format.json_schema.schema',
    },
  );
}
