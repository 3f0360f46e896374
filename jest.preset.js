const { readFileSync } = require('node:fs');
const { basename, join } = require('node:path');

const tsconfig = JSON.parse(readFileSync(join(__dirname, 'tsconfig.base.json'), 'utf8'));
const swc = JSON.parse(readFileSync(join(__dirname, '.swcrc'), 'utf8'));

// Jest resolves the libs itself (moduleNameMapper); swc's own paths would resolve from the current folder.
const { baseUrl: _baseUrl, paths: _paths, ...jsc } = swc.jsc;

// Nest 12 and a few of its dependencies ship ES modules only, which Jest cannot load untransformed on Node 20.
const esmPackages = [
  '@nestjs',
  '@standard-schema',
  '@tokenizer',
  '@borewit',
  'cookie',
  'file-type',
  'load-esm',
  'strtok3',
  'token-types',
  'uint8array-extras',
  'uuid',
];

// A suite that runs on a Redis Cluster too leaves two reports.
const onCluster = process.env.TEST_REDIS === 'cluster' ? '-on-cluster' : '';

/** @param {string} projectRoot the folder of the project's jest.config.js */
module.exports = (projectRoot) => ({
  displayName: basename(projectRoot) + onCluster,
  rootDir: projectRoot,
  testEnvironment: 'node',
  // Ends what hangs. Nothing is told by how long a test takes: on a busy machine it takes as long as it takes.
  testTimeout: 30_000,
  // Set TEST_LOGS=1 to see what the code under test logs.
  setupFiles: process.env.TEST_LOGS ? [] : [join(__dirname, 'tools/quiet-logs.js')],
  testMatch: ['<rootDir>/src/**/*.spec.ts'],
  transform: {
    '^.+\\.(ts|js|mjs)$': ['@swc/jest', { swcrc: false, jsc, module: { type: 'commonjs' }, sourceMaps: 'inline' }],
  },
  transformIgnorePatterns: [`/node_modules/(?!(${esmPackages.join('|')})/)`],
  moduleNameMapper: Object.fromEntries(
    Object.entries(tsconfig.compilerOptions.paths).map(([name, [path]]) => [`^${name}$`, join(__dirname, path)]),
  ),
  cacheDirectory: join(__dirname, '.nx/jest'),
  reporters: [
    'default',
    [
      join(__dirname, 'tools/test-report.js'),
      { file: join(__dirname, 'reports', `${basename(projectRoot)}${onCluster}.json`) },
    ],
  ],
});
