import type { Setting } from './setting.js';

const truths = ['true', '1', 'yes', 'on', 'y', 'enabled'];
const falsehoods = ['false', '0', 'no', 'off', 'n', 'disabled'];

/** What is wrong with a value (empty counts as none), in words that never show it; undefined where nothing is. */
export function settingProblem(setting: Setting, value: string | undefined): string | undefined {
  if (value === undefined || value === '') return setting.required ? `is required: ${setting.description}` : undefined;
  return accepts(setting, value) ? undefined : expectationOf(setting);
}

function accepts(setting: Setting, value: string): boolean {
  const { type, values, patterns = [], minLength = 0, maxLength = Infinity } = setting;
  if (values && !values.includes(value)) return false;
  if (type === 'boolean') return [...truths, ...falsehoods].includes(value.toLowerCase());
  if (type === 'integer' || type === 'number') return acceptsNumber(setting, Number(value));
  if (type === 'url' && !URL.canParse(value)) return false;
  if (value.length < minLength || value.length > maxLength) return false;
  return patterns.every((pattern) => new RegExp(pattern).test(value));
}

function acceptsNumber({ type, minimum, above, maximum }: Setting, number: number): boolean {
  if (type === 'integer' ? !Number.isSafeInteger(number) : !Number.isFinite(number)) return false;
  return number >= (minimum ?? -Infinity) && number > (above ?? -Infinity) && number <= (maximum ?? Infinity);
}

/** What a value has to be, as in `must be a whole number from 0 to 65535`. */
export function expectationOf(setting: Setting): string {
  const { type, values, mustBe, patterns } = setting;
  if (mustBe !== undefined) return mustBe;
  if (values) return `must be ${values.length > 1 ? 'one of ' : ''}${values.join(', ')}`;
  if (type === 'boolean') return 'must be true or false';
  if (type === 'integer' || type === 'number')
    return `must be a ${type === 'integer' ? 'whole ' : ''}number${rangeOf(setting)}`;
  if (type === 'url') return 'must be a URL';
  return patterns ? `must match ${patterns.join(' and ')}` : `must have ${lengthOf(setting)}`;
}

function rangeOf({ minimum, above, maximum }: Setting): string {
  if (above !== undefined) return ` above ${above}${maximum === undefined ? '' : ` and up to ${maximum}`}`;
  if (minimum === undefined) return maximum === undefined ? '' : ` up to ${maximum}`;
  return ` from ${minimum}${maximum === undefined ? '' : ` to ${maximum}`}`;
}

function lengthOf({ minLength, maxLength }: Setting): string {
  if (maxLength === undefined) return `${minLength ?? 0} characters or more`;
  return `${minLength ?? 0} to ${maxLength} characters`;
}
