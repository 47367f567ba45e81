/** One environment variable as data: what `docs/configuration.md` and `beluga config validate` know of it. */
export interface Setting {
  readonly name: string;
  readonly type: 'text' | 'integer' | 'number' | 'boolean' | 'url';
  readonly description: string;
  /** What is there where nothing is set. */
  readonly default?: string;
  readonly required?: true;
  /** Never shown, and may be given as `<NAME>_FILE`. */
  readonly secret?: true;
  /** The path of a file that has to be readable. */
  readonly isFile?: true;
  /** All that it may be. */
  readonly values?: readonly string[];
  readonly minimum?: number;
  readonly above?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  /** Regular expressions that the value has to match. */
  readonly patterns?: readonly string[];
  /** What the patterns mean, as in `must be a URL postgresql://…`. */
  readonly mustBe?: string;
}
