import nx from '@nx/eslint-plugin';

// The tags are the architecture: an arrow that is not here does not exist.
const boundaries = [
  { sourceTag: 'type:contracts', onlyDependOnLibsWithTags: [] },
  { sourceTag: 'type:domain', onlyDependOnLibsWithTags: ['type:contracts', 'type:domain'] },
  { sourceTag: 'type:adapter', onlyDependOnLibsWithTags: ['type:contracts', 'type:domain', 'type:adapter'] },
  { sourceTag: 'type:transport', onlyDependOnLibsWithTags: ['type:contracts'] },
  { sourceTag: 'type:kit', onlyDependOnLibsWithTags: ['type:contracts', 'type:domain', 'type:transport', 'type:kit'] },
  {
    sourceTag: 'type:worker-kit',
    onlyDependOnLibsWithTags: ['type:contracts', 'type:domain', 'type:transport', 'type:kit'],
  },
  { sourceTag: 'type:app', onlyDependOnLibsWithTags: ['type:contracts', 'type:domain', 'type:transport', 'type:kit'] },
  {
    sourceTag: 'type:worker',
    onlyDependOnLibsWithTags: ['type:contracts', 'type:domain', 'type:adapter', 'type:kit', 'type:worker-kit'],
  },
  {
    sourceTag: 'type:tool',
    onlyDependOnLibsWithTags: ['type:contracts', 'type:domain', 'type:transport', 'type:tool', 'type:testing'],
  },
  {
    sourceTag: 'type:testing',
    onlyDependOnLibsWithTags: ['type:contracts', 'type:domain', 'type:tool', 'type:testing'],
  },
  {
    sourceTag: 'type:e2e',
    onlyDependOnLibsWithTags: ['type:testing', 'type:tool', 'type:domain', 'type:contracts'],
  },
];

// Specs may use the test kit on top of what their project may use.
const forSpecs = boundaries.map((rule) => ({
  ...rule,
  onlyDependOnLibsWithTags: [...rule.onlyDependOnLibsWithTags, 'type:testing', 'type:tool'],
}));

// Deep imports go around a library's public surface, so the rule stays strict about them.
const enforce = (depConstraints) => ({
  '@nx/enforce-module-boundaries': ['error', { enforceBuildableLibDependency: true, allow: [], depConstraints }],
});

const frameworks = ['@nestjs/*', 'rxjs', '@nats-io/*', '@grpc/*', 'fastify', 'undici'];
const noFrameworks = (reason) => ({
  'no-restricted-imports': ['error', { patterns: [{ group: frameworks, message: reason }] }],
});

export default [
  { ignores: ['**/dist', '**/gen/**', '**/.nx', '**/.beluga', '**/.cache', 'tools/bench/peer'] },
  ...nx.configs['flat/base'],
  ...nx.configs['flat/typescript'],
  {
    files: ['**/*.ts'],
    rules: { ...enforce(boundaries), '@typescript-eslint/no-unused-vars': ['error', { ignoreRestSiblings: true }] },
  },
  { files: ['**/*.spec.ts', '**/__fixtures__/**/*.ts'], rules: enforce(forSpecs) },
  {
    files: ['completion', 'model-catalog', 'provider-spec', 'settings'].map((name) => `libs/${name}/**/*.ts`),
    rules: noFrameworks('Domain libraries know no framework.'),
  },
  {
    files: ['libs/dialects/**/*.ts', 'apps/workers/*/src/**/*.ts'],
    rules: noFrameworks('An adapter is pure functions: HTTP, the bus and the relay are the worker kit’s.'),
  },
  {
    files: ['**/*.ts'],
    ignores: ['**/*config.ts', '**/*.spec.ts', 'tools/**', 'libs/testing/**', 'apps/e2e/**'],
    rules: {
      'no-restricted-properties': [
        'error',
        { object: 'process', property: 'env', message: 'Only a config.ts reads the environment.' },
      ],
    },
  },
];
