import { z } from 'zod';
import { describeSettings } from './describe-settings.js';
import { settingProblem } from './setting-problem.js';

const schema = z.object({
  TOKEN: z.string().min(8).max(64).meta({ description: 'the shared token', secret: true }),
  PORT: z.coerce.number().int().min(0).max(65_535).default(8_080).describe('a port'),
  WAIT_SECONDS: z.coerce.number().positive().max(60).default(5).describe('how long'),
  MODE: z.enum(['fast', 'slow']).default('slow').describe('how'),
  STATUS: z.enum(['429', '402']).default('429').transform(Number).describe('which'),
  SHARED: z.stringbool().default(false).describe('whether'),
  BASE_URL: z
    .url({ protocol: /^https?$/ })
    .optional()
    .meta({ description: 'where', mustBe: 'must be an http(s) URL' }),
  KEY: z
    .string()
    .regex(/^k_\w+$/, 'must be k_<id>')
    .optional()
    .meta({ description: 'whose', mustBe: 'must be k_<id>' }),
  FOLDER: z.string().optional().meta({ description: 'where', defaultIs: '.home' }),
  CATALOG: z.string().optional().meta({ description: 'a file', isFile: true }),
});
const settings = describeSettings(schema);
const named = (name: string) => {
  const setting = settings.find((one) => one.name === name);
  if (!setting) throw new Error(`no ${name}`);
  return setting;
};

test('says of every variable what its schema says', () => {
  expect(settings).toEqual([
    {
      name: 'TOKEN',
      type: 'text',
      description: 'the shared token',
      required: true,
      secret: true,
      minLength: 8,
      maxLength: 64,
    },
    { name: 'PORT', type: 'integer', description: 'a port', default: '8080', minimum: 0, maximum: 65_535 },
    { name: 'WAIT_SECONDS', type: 'number', description: 'how long', default: '5', above: 0, maximum: 60 },
    { name: 'MODE', type: 'text', description: 'how', default: 'slow', values: ['fast', 'slow'] },
    { name: 'STATUS', type: 'text', description: 'which', default: '429', values: ['402', '429'] },
    { name: 'SHARED', type: 'boolean', description: 'whether', default: 'false' },
    {
      name: 'BASE_URL',
      type: 'url',
      description: 'where',
      patterns: ['^(?:https?):'],
      mustBe: 'must be an http(s) URL',
    },
    { name: 'KEY', type: 'text', description: 'whose', patterns: ['^k_\\w+$'], mustBe: 'must be k_<id>' },
    { name: 'FOLDER', type: 'text', description: 'where', default: '.home' },
    { name: 'CATALOG', type: 'text', description: 'a file', isFile: true },
  ]);
});

test.each([
  ['TOKEN', '', 'is required: the shared token'],
  ['TOKEN', 'short', 'must have 8 to 64 characters'],
  ['PORT', '65536', 'must be a whole number from 0 to 65535'],
  ['PORT', '80.5', 'must be a whole number from 0 to 65535'],
  ['WAIT_SECONDS', '0', 'must be a number above 0 and up to 60'],
  ['MODE', 'Fast', 'must be one of fast, slow'],
  ['STATUS', '500', 'must be one of 402, 429'],
  ['SHARED', 'perhaps', 'must be true or false'],
  ['BASE_URL', 'ftp://h', 'must be an http(s) URL'],
  ['KEY', 'secret', 'must be k_<id>'],
])('%s=%j %s', (name, value, problem) => {
  expect(settingProblem(named(name), value)).toBe(problem);
});

test.each([
  ['TOKEN', 'long enough'],
  ['PORT', '0'],
  ['WAIT_SECONDS', '0.5'],
  ['SHARED', 'YES'],
  ['BASE_URL', 'https://h/v1'],
  ['KEY', 'k_1'],
  ['KEY', undefined],
  ['MODE', ''],
])('%s=%j is taken', (name, value) => {
  expect(settingProblem(named(name), value)).toBeUndefined();
});
