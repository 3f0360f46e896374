import { stopRequests } from '@ofs/embedded-redis';
import { OptionError } from '@ofs/testing';
import { bench, TimeOverError } from './bench';
import { requestsFrom, usage } from './options';

/** By convention, of a program that SIGINT has ended. */
const INTERRUPTED = 130;

void main().then((code) => process.exit(code));

/** Resolves to the exit code: 0 when all that is judged held. */
async function main(): Promise<number> {
  const stopping = new AbortController();
  try {
    const requests = requestsFrom(process.argv.slice(2));
    if (requests === 'help') {
      say(usage);
      return 0;
    }
    void stopRequests().first.then(() => stopping.abort());
    let allHold = true;
    for (const request of requests) {
      if (requests.length > 1) say(`\n${request.name}`);
      allHold = (await bench(request, say, stopping.signal)) && allHold;
    }
    return allHold ? 0 : 1;
  } catch (error) {
    if (stopping.signal.aborted) return INTERRUPTED;
    if (error instanceof OptionError) console.error(`${error.message}\n\n${usage}`);
    else console.error(error instanceof TimeOverError ? error.message : error);
    return 1;
  }
}

function say(sentence: string): void {
  process.stdout.write(`${sentence}\n`);
}
