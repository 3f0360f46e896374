import { EmbeddedRedis, REDIS_FOLDER } from './embedded-redis';
import { portFrom } from './ports';
import { stopRequests } from './stop-request';

/** Nx ends what it has started after five seconds. */
const CLIENTS_MS = 4_000;

void serve().catch((error: Error) => {
  console.error(error.message);
  process.exit(1);
});

/** Keeps a Redis there for the services, from the start until SIGTERM or Ctrl-C. */
async function serve(): Promise<void> {
  const { first: stop } = stopRequests();
  if (process.env.REDIS_URL) {
    console.log(`Redis: the one at ${new URL(process.env.REDIS_URL).host}, from REDIS_URL`);
    await idleUntil(stop);
    return;
  }
  const redis = await EmbeddedRedis.join({ dir: REDIS_FOLDER, port: portFrom(process.env, 'REDIS_PORT', 6379) });
  console.log(`Redis: ${redis.url}, ${redis.found ? 'found running' : 'started'} with its data in ${REDIS_FOLDER}`);
  const crash = redis.endedByItself().then(() => 'crash' as const);
  if ((await idleUntil(Promise.race([stop, crash]))) === 'crash')
    throw new Error(`Redis has ended; its log is ${REDIS_FOLDER}/redis.log`);
  const stopped = await redis.leaveWhenIdle(CLIENTS_MS);
  console.log(stopped ? 'Redis: stopped' : `Redis: left running at ${redis.url}, as it is still used`);
}

/** A promise alone does not keep a process running. */
async function idleUntil<T>(end: Promise<T>): Promise<T> {
  const running = setInterval(() => undefined, 60_000);
  return end.finally(() => clearInterval(running));
}
