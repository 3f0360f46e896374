const { mkdirSync, writeFileSync } = require('node:fs');
const { dirname } = require('node:path');

/** Jest reporter: leaves a suite's counts in a file, which Nx caches with the run and tools/test-summary.mjs adds up. */
module.exports = class TestReport {
  constructor(_globalConfig, { file }) {
    this.file = file;
  }

  onRunComplete(_contexts, { numPassedTests, numFailedTests, numPendingTests, numRuntimeErrorTestSuites }) {
    mkdirSync(dirname(this.file), { recursive: true });
    const counts = {
      passed: numPassedTests,
      failed: numFailedTests + numRuntimeErrorTestSuites,
      skipped: numPendingTests,
    };
    writeFileSync(this.file, JSON.stringify(counts));
  }
};
