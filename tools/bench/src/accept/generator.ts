import autocannon from 'autocannon';
import { orderTexts, referenceOf } from '../sample-order';
import { answerOn } from '../system/answering';
import { Answers } from './answers';

export interface Load {
  url: string;
  connections: number;
  /** Of each order. */
  lines: number;
  /** Whether each order has an `Idempotency-Key`. */
  keyed: boolean;
  /** For so long it is measured. */
  seconds: number;
  /** For so long before that it is not: connections are made, and what the last one to be measured has left in caches goes. */
  leadSeconds: number;
}

export interface Answered {
  perSecond: number;
  p50Ms: number;
  p99Ms: number;
  /** How many orders were answered altogether, those before it was measured too. */
  orders: number;
  /** Of this process for all of them, in microseconds. */
  cpuUs: number;
}

// The process that places orders: `node generator.js <port>`.

/** How often autocannon looks whether its time is over, in milliseconds. */
const SAMPLE_MS = 10;

let placed = 0;

answerOn(Number(process.argv[2]), placeOrders);

/** @throws Error when an order is not answered 202: what does less than it should is not compared */
async function placeOrders({ url, connections, lines, keyed, seconds, leadSeconds }: Load): Promise<Answered> {
  const textOf = orderTexts(lines);
  const setupRequest = (request: autocannon.Request): autocannon.Request => {
    const number = placed++;
    const key = keyed ? { 'idempotency-key': referenceOf(number) } : {};
    return { ...request, headers: { 'content-type': 'application/json', ...key }, body: textOf(number) };
  };
  const cpu = process.cpuUsage();
  const answers = new Answers(performance.now() + 1_000 * leadSeconds);
  await new Promise<void>((resolve, reject) => {
    const running = autocannon(
      {
        url,
        connections,
        duration: leadSeconds + seconds,
        sampleInt: SAMPLE_MS,
        requests: [{ method: 'POST', path: '/v1/orders', setupRequest }],
      },
      (error: Error | null) => (error === null ? resolve() : reject(error)),
    );
    running.on('response', (_client, status, _bytes, latencyMs) => answers.add(status, latencyMs));
    running.on('reqError', (error: Error) => answers.fail(error.message));
  });
  const { user, system } = process.cpuUsage(cpu);
  return { ...answers.figures(url), cpuUs: user + system };
}
