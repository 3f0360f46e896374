/** Jest setup: failures that tests provoke are logged by the code under test; they must not bury the tests' own report. */
require('@nestjs/common').Logger.overrideLogger(false);
