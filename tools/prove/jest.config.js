module.exports = {
  ...require('../../jest.preset.js')(__dirname),
  // The short real run; it is ended by its own limits long before this.
  testTimeout: 120_000,
};
