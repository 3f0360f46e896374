import { type IncomingMessage, request } from 'node:http';
import { Readable } from 'node:stream';
import { orderTexts } from '../sample-order';
import { answerOn } from '../system/answering';
import { Answers } from './answers';

export interface Upload {
  url: string;
  orders: number;
  /** The number of the first. */
  firstNumber: number;
}

/** How many lines are sent at a time: what the network is handed at once must not be a line. */
const LINES_PER_CHUNK = 50;

// The process that sends an upload and reads its answer: `node uploader.js <port>`.

answerOn(Number(process.argv[2]), upload);

/** @throws Error when an order is not accepted */
async function upload({ url, orders, firstNumber }: Upload): Promise<ReturnType<Answers['figures']>> {
  const sending = request(`${url}/v1/orders/bulk`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-ndjson', 'idempotency-key': `bench-${firstNumber}` },
  });
  const answers = new Answers(orders);
  const answered = new Promise<IncomingMessage>((resolve, reject) => {
    sending.once('response', resolve).once('error', reject);
  });
  Readable.from(lines(orders, firstNumber)).pipe(sending);
  for await (const chunk of await answered) answers.add(chunk as Buffer);
  return answers.figures();
}

function* lines(orders: number, firstNumber: number): Generator<Buffer> {
  const textOf = orderTexts(3);
  for (let sent = 0; sent < orders; sent += LINES_PER_CHUNK) {
    const count = Math.min(LINES_PER_CHUNK, orders - sent);
    const chunk = Array.from({ length: count }, (_, index) => `${textOf(firstNumber + sent + index)}\n`);
    yield Buffer.from(chunk.join(''));
  }
}
