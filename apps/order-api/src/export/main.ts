import { SettingsError } from '@ofs/service-kit';
import { exportOrders, MorePartitionsError, RedisAwayError } from './export';
import { OptionError, optionsFrom, usage } from './options';

void main().then((code) => process.exit(code));

/** Resolves to the exit code: 0 when all that was asked for is written. */
async function main(): Promise<number> {
  try {
    const options = optionsFrom(process.argv.slice(2));
    if (options === 'help') {
      process.stdout.write(usage);
      return 0;
    }
    return (await exportOrders(options, (sentence) => console.error(sentence))) ? 0 : 1;
  } catch (error) {
    console.error(explain(error));
    return 1;
  }
}

function explain(error: unknown): unknown {
  if (error instanceof OptionError) return `${error.message}\n\n${usage}`;
  if ([SettingsError, MorePartitionsError, RedisAwayError].some((Known) => error instanceof Known))
    return (error as Error).message;
  const { code, syscall, message } = error as NodeJS.ErrnoException;
  if (code === 'EPIPE') return 'Nobody takes the orders any more';
  return syscall === undefined ? error : `The orders cannot be written: ${message}`;
}
