import type { z } from 'zod';

/** What is wrong with a value, for the caller: zod's message without zod's own terms. Never repeats the value. */
export function plainWords(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'invalid_union':
      return issue.discriminator ? `expected one of ${words(optionsOf(issue))}` : 'has the wrong type';
    case 'invalid_value':
      return issue.values.length > 1 ? `expected one of ${words(issue.values)}` : `expected ${words(issue.values)}`;
    case 'invalid_key':
      return 'is not a valid key here';
    case 'too_big':
      return `expected at most ${issue.maximum}${unitOf(issue.origin)}`;
    case 'too_small':
      return `expected at least ${issue.minimum}${unitOf(issue.origin)}`;
    case 'invalid_type':
      return issue.expected === 'int' ? 'expected an integer' : issue.message.replace(/^Invalid input: /, '');
    case 'invalid_format':
    case 'invalid_element':
    case 'not_multiple_of':
    case 'unrecognized_keys':
    case 'custom':
      return issue.message.replace(/^Invalid input: /, '');
  }
}

function unitOf(origin: string): string {
  if (origin === 'array') return ' elements';
  return origin === 'string' ? ' characters' : '';
}

function optionsOf(issue: object): readonly unknown[] {
  return 'options' in issue && Array.isArray(issue.options) ? issue.options : [];
}

function words(values: readonly unknown[]): string {
  return values.map((value) => JSON.stringify(value)).join(', ');
}
