module.exports = {
  ...require('../../jest.preset.js')(__dirname),
  // Processes start, die, wait for leases and come back; a test that hangs is ended by its own waits long before this.
  testTimeout: 60_000,
};
