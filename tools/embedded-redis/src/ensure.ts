import { ensureRedisBinary } from './redis-binary';

// Before the suites run: in one of them an installation would count against the time of its tests.
void ensureRedisBinary().catch((error: Error) => {
  console.error(error.message);
  process.exitCode = 1;
});
