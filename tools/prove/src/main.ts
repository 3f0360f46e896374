import { stopRequests } from '@ofs/embedded-redis';
import { OptionError } from '@ofs/testing';
import { optionsFrom, usage } from './options';
import { prove } from './prove';

/** By convention, of a program that SIGINT has ended. */
const INTERRUPTED = 130;

void main().then((code) => process.exit(code));

/** Resolves to the exit code: 0 when all held, or when every sabotage was caught. */
async function main(): Promise<number> {
  try {
    const options = optionsFrom(process.argv.slice(2));
    if (options === 'help') {
      say(usage);
      return 0;
    }
    // What was started is tethered to this process, and ends with it.
    const interrupted = stopRequests().first.then(() => INTERRUPTED);
    const proved = prove(options, say).then((held) => (held ? 0 : 1));
    return await Promise.race([proved, interrupted]);
  } catch (error) {
    console.error(error instanceof OptionError ? `${error.message}\n\n${usage}` : error);
    return 1;
  }
}

function say(sentence: string): void {
  process.stdout.write(`${sentence}\n`);
}
