import nx from '@nx/eslint-plugin';
import prettier from 'eslint-config-prettier';
import tseslint from 'typescript-eslint';

/** What each kind of project may depend on. A tag names a kind of project; see docs/architecture.md. */
const fences = [
  {
    sourceTag: 'type:app',
    onlyDependOnLibsWithTags: ['type:contracts', 'type:queue', 'type:store', 'type:kit', 'type:testing'],
  },
  { sourceTag: 'type:sandbox', onlyDependOnLibsWithTags: ['type:contracts', 'type:kit', 'type:testing'] },
  { sourceTag: 'type:contracts', onlyDependOnLibsWithTags: [] },
  { sourceTag: 'type:queue', onlyDependOnLibsWithTags: ['type:testing'] },
  { sourceTag: 'type:store', onlyDependOnLibsWithTags: ['type:contracts', 'type:queue', 'type:testing'] },
  { sourceTag: 'type:kit', onlyDependOnLibsWithTags: ['type:contracts', 'type:testing'] },
  { sourceTag: 'type:tool', onlyDependOnLibsWithTags: ['type:tool'] },
  { sourceTag: 'type:testing', onlyDependOnLibsWithTags: ['type:contracts', 'type:tool'] },
  { sourceTag: 'type:e2e', onlyDependOnLibsWithTags: ['*'] },
];

export default tseslint.config(
  { ignores: ['**/dist', '**/node_modules', '.nx', '.data', 'reports'] },
  ...tseslint.configs.recommendedTypeChecked,
  {
    languageOptions: {
      parserOptions: { projectService: { allowDefaultProject: [] }, tsconfigRootDir: import.meta.dirname },
    },
    plugins: { '@nx': nx },
    rules: {
      '@nx/enforce-module-boundaries': ['error', { depConstraints: fences, banTransitiveDependencies: false }],
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/consistent-type-imports': 'off',
    },
  },
  {
    // What is shipped: not the tests, nor what they share, nor the tools that try the system out as they do.
    files: ['apps/*/src/**/*.ts', 'libs/*/src/**/*.ts', 'tools/*/src/**/*.ts'],
    ignores: ['**/*.spec.ts', 'libs/testing/**', 'apps/order-e2e/**', 'tools/prove/**', 'tools/bench/**'],
    rules: {
      'no-restricted-imports': ['error', { paths: [{ name: '@ofs/testing', message: 'It is for tests alone.' }] }],
    },
  },
  {
    files: ['apps/**/*.ts'],
    ignores: ['**/*.spec.ts', 'apps/*/test/**', 'apps/order-e2e/**'],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          paths: [
            { name: '@ofs/testing', message: 'It is for tests alone.' },
            { name: 'ioredis', message: 'Apps reach Redis through @ofs/redis-queue and @ofs/order-store.' },
          ],
        },
      ],
    },
  },
  {
    // Jest types its matchers (`expect.any`, `expect.stringContaining`) as `any`.
    files: ['**/*.spec.ts', '**/test/**/*.ts'],
    rules: { '@typescript-eslint/no-unsafe-assignment': 'off' },
  },
  { files: ['**/*.js', '**/*.mjs'], ...tseslint.configs.disableTypeChecked },
  {
    files: ['**/*.js'],
    rules: { '@typescript-eslint/no-require-imports': 'off', '@nx/enforce-module-boundaries': 'off' },
  },
  prettier,
);
