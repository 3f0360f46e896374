module.exports = {
  ...require('../../jest.preset.js')(__dirname),
  // The short real run starts six processes.
  testTimeout: 60_000,
};
