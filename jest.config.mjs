import { availableParallelism } from 'node:os';

// Our code and the ESM-only packages named below (Nest since 12) are turned into CommonJS by swc, which jest caches: each
// spec file then loads Nest in 0.2 s; through --experimental-vm-modules it takes 0.5 s and twice the memory.
const swc = (parser, extra = {}) => [
  '@swc/jest',
  {
    swcrc: false,
    jsc: { target: 'es2024', parser, keepClassNames: true, ...extra },
    module: { type: 'commonjs' },
    sourceMaps: 'inline',
  },
];

// A new ESM-only package announces itself with 'Must use import to load ES Module: …/node_modules/NAME/…'.
const esm = [
  '@bufbuild/protobuf',
  '@electric-sql',
  '@nestjs',
  // It loads node:http by an import() in CommonJS, which jest cannot run.
  '@opentelemetry/otlp-exporter-base',
  '@seriousme',
  '@tokenizer',
  '@borewit',
  'commander',
  'cookie',
  'file-type',
  'load-esm',
  'strtok3',
  'token-types',
  'uint8array-extras',
];

export default {
  testEnvironment: 'node',
  reporters: ['default', '<rootDir>/tools/closing-line-reporter.mjs'],
  roots: ['<rootDir>/apps', '<rootDir>/libs', '<rootDir>/tools'],
  testMatch: ['**/src/**/*.spec.ts'],
  transform: {
    '\\.ts$': swc(
      { syntax: 'typescript', decorators: true },
      { transform: { legacyDecorator: true, decoratorMetadata: true, useDefineForClassFields: false } },
    ),
    '\\.[cm]?js$': swc({ syntax: 'ecmascript' }),
  },
  transformIgnorePatterns: [`/node_modules/(?!(${esm.join('|')})/)`],
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  testEnvironmentOptions: { customExportConditions: ['@belugapi/source', 'node', 'node-addons'] },
  // One fewer than cores, as jest has it, but two at least: on two cores one alone takes half as long again (549 s, not 355 s), since
  // much of it is waiting for processes.
  maxWorkers: Math.max(2, availableParallelism() - 1),
  // Two cores run two suites and their services side by side.
  testTimeout: 30_000,
  modulePathIgnorePatterns: ['/dist/', '/.beluga/'],
};
