import { FailureCode } from '@belugapi/contracts';
import { CompletionFailure } from '@belugapi/completion';
import type { z } from 'zod';
import { holdsAtMost } from './holds-at-most.js';
import { plainWords } from './plain-words.js';

// Each wrong value costs an issue object of its own, so a body of nothing but wrong ones would cost gigabytes.
const maximumValues = 200_000;
const longestParam = 256;

/**
 * Checks a body against a schema and gives the typed value.
 * @throws {CompletionFailure} for the first thing wrong, with its path as `param`.
 */
export function parseBody<Schema extends z.ZodType>(schema: Schema, body: unknown): z.output<Schema> {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw CompletionFailure.of(FailureCode.INVALID_VALUE, 'The request body must be a JSON object.');
  }
  if (!holdsAtMost(body, maximumValues)) {
    throw CompletionFailure.of(FailureCode.INVALID_VALUE, `The request body holds more than ${maximumValues} values.`);
  }
  const result = schema.safeParse(body);
  if (result.success) return result.data;
  throw describe(deepest(result.error.issues), body);
}

type Issue = z.core.$ZodIssue;

function describe(issue: Issue | undefined, body: unknown): CompletionFailure {
  if (!issue) return CompletionFailure.of(FailureCode.INVALID_VALUE, 'The request body is not valid.');
  if (issue.code === 'unrecognized_keys') {
    const param = formatPath([...issue.path, issue.keys[0] ?? '']);
    return CompletionFailure.of(FailureCode.UNKNOWN_PARAMETER, `Unknown parameter: '${param}'.`, { param });
  }
  const param = formatPath(issue.path);
  if (isAbsent(issue.path, body)) {
    return CompletionFailure.of(FailureCode.MISSING_PARAMETER, `Missing required parameter: '${param}'.`, { param });
  }
  return CompletionFailure.of(
    FailureCode.INVALID_VALUE,
    `Invalid value for '${param}': ${sentence(plainWords(issue))}`,
    {
      param,
    },
  );
}

// A union says only that no branch fits; the branch that came furthest says why.
function deepest(issues: readonly Issue[]): Issue | undefined {
  const [first] = issues;
  if (first?.code !== 'invalid_union' || first.errors.length === 0) return first;
  const candidates = first.errors.flatMap((branch) => {
    const issue = deepest(branch);
    return issue ? [{ ...issue, path: [...first.path, ...issue.path] }] : [];
  });
  const best = candidates.reduce<Issue | undefined>(
    (chosen, issue) => (chosen && chosen.path.length >= issue.path.length ? chosen : issue),
    undefined,
  );
  return best && best.path.length > first.path.length ? best : mergeMessages(first, candidates);
}

function mergeMessages(union: Issue, branches: readonly Issue[]): Issue {
  // A branch of the right type knows better than one of another type.
  const typed = branches.filter(({ code }) => code !== 'invalid_type');
  const messages = [...new Set((typed.length > 0 ? typed : branches).map(plainWords))];
  const message = messages.length > 0 ? messages.join(', or ') : 'has the wrong type';
  return { code: 'custom', path: union.path, message, input: union.input };
}

// Keys are the caller's own, of any length.
function formatPath(path: readonly PropertyKey[]): string {
  const text = joinPath(path);
  return text.length > longestParam ? `${text.slice(0, longestParam)}…` : text;
}

function joinPath(path: readonly PropertyKey[]): string {
  return path.reduce<string>((text, step) => {
    if (typeof step === 'number') return `${text}[${step}]`;
    return text === '' ? String(step) : `${text}.${String(step)}`;
  }, '');
}

function isAbsent(path: readonly PropertyKey[], body: unknown): boolean {
  let value = body;
  for (const step of path) {
    if (typeof value !== 'object' || value === null) return false;
    value = (value as Record<PropertyKey, unknown>)[step];
  }
  return value === undefined;
}

function sentence(text: string): string {
  return text.endsWith('.') ? text : `${text}.`;
}
