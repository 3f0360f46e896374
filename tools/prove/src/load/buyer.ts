import type { HttpClient } from '@ofs/testing';
import { setTimeout as wait } from 'node:timers/promises';
import { answered } from './answered';
import { type AskedOrder, type ClientLedger, idOf } from './client-ledger';
import type { Basket, PlannedOrder } from './order-plan';

/** The wait before the second try, in milliseconds. It doubles with each further one. */
const FIRST_WAIT_MS = 100;
/** Shorter than the API asks for (`Retry-After`): more of what is sent meets a fault. */
const LONGEST_WAIT_MS = 1_000;

/** Sends orders as a client of the API would: with a key again and again until it is answered, without one never again. */
export class Buyer {
  constructor(
    private readonly http: HttpClient,
    private readonly ledger: ClientLedger,
    /** Aborted when it is too late to try again. */
    private readonly tooLate: AbortSignal,
  ) {}

  async place({ orders, upload }: Basket): Promise<void> {
    const asked = orders.map((order) => this.ledger.open(order));
    if (upload !== undefined) return this.upload(asked, upload.key);
    for (const order of asked) await this.placeOne(order);
  }

  private async placeOne(asked: AskedOrder): Promise<void> {
    const once = () => this.untilAnswered(asked.key, () => this.send(asked, asked.body));
    await Promise.all(asked.habit === 'races' ? [once(), once()] : [once()]);
    if (asked.habit === 'repeats') await once();
    if (asked.habit === 'misuses') {
      const other = { ...asked.body, customerId: `${asked.body.customerId}-other` };
      await this.untilAnswered(asked.key, () => this.send(asked, other, true));
    }
  }

  /** Resolves to whether the answer is final. */
  private async send(asked: AskedOrder, body: PlannedOrder['body'], misuse?: true): Promise<boolean> {
    this.ledger.sending(asked);
    const headers = headersOf('application/json', asked.key);
    const answer = await answered(() => this.http.post('/v1/orders', JSON.stringify(body), headers));
    if (answer === undefined) {
      this.ledger.unanswered(asked);
      return false;
    }
    const { status, text } = answer;
    const id = status === 202 ? (JSON.parse(text) as { id: string }).id : undefined;
    this.ledger.answered(asked, { status, id, replayed: answer.headers['idempotent-replayed'] === 'true', misuse });
    return isFinal(status);
  }

  private async upload(asked: AskedOrder[], key: string | undefined): Promise<void> {
    const body = asked.map((order) => `${JSON.stringify(order.body)}\n`).join('');
    const headers = headersOf('application/x-ndjson', key);
    await this.untilAnswered(key, async () => {
      for (const order of asked) this.ledger.sending(order);
      const answer = await answered(() => this.http.post('/v1/orders/bulk', body, headers));
      if (answer?.status === 200) this.noteLines(asked, answer.text);
      else for (const order of asked) this.noteRefused(order, answer?.status);
      return asked.every((order) => idOf(order) !== undefined);
    });
  }

  /** @param status of the whole upload; undefined when there was no answer */
  private noteRefused(order: AskedOrder, status: number | undefined): void {
    if (status === undefined) this.ledger.unanswered(order);
    else this.ledger.answered(order, { status, replayed: false });
  }

  private noteLines(asked: AskedOrder[], text: string): void {
    for (const line of text.split('\n').filter((each) => each !== '')) {
      const result = JSON.parse(line) as { line: number; status: number; id?: string; replayed?: true };
      const order = asked[result.line - 1]!;
      this.ledger.answered(order, { status: result.status, id: result.id, replayed: result.replayed === true });
    }
  }

  private async untilAnswered(key: string | undefined, send: () => Promise<boolean>): Promise<void> {
    for (let waitMs = FIRST_WAIT_MS; ; waitMs = Math.min(waitMs * 2, LONGEST_WAIT_MS)) {
      if ((await send()) || key === undefined || this.tooLate.aborted) return;
      await wait(waitMs);
    }
  }
}

function headersOf(type: string, key: string | undefined): Record<string, string> {
  return key === undefined ? { 'content-type': type } : { 'content-type': type, 'idempotency-key': key };
}

/** Whether asking again would be of no use. */
function isFinal(status: number): boolean {
  return status < 500 && status !== 408 && status !== 429;
}
