module.exports = {
  ...require('../../jest.preset.js')(__dirname),
  // A short real run starts up to eight processes.
  testTimeout: 120_000,
};
