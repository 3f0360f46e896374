import { createWriteStream, type WriteStream } from 'node:fs';
import { finished } from 'node:stream/promises';
import type { PlannedOrder } from './order-plan';

/** What a client was told about an order, once. */
interface LedgerAnswer {
  status: number;
  /** The order's id, where it was accepted. */
  id?: string;
  replayed: boolean;
  /** The request had the key and another order. */
  misuse?: true;
}

/** What a client knows of an order it has asked for. */
export interface AskedOrder extends PlannedOrder {
  /** How often it was sent. */
  sent: number;
  answers: LedgerAnswer[];
}

/** What clients did and were told, kept by them and not by the system: the system is measured by it. */
export class ClientLedger {
  readonly asked: AskedOrder[] = [];
  private readonly file: WriteStream;

  constructor(path: string) {
    this.file = createWriteStream(path);
  }

  /** Before it is sent for the first time. */
  open(order: PlannedOrder): AskedOrder {
    const asked: AskedOrder = { ...order, sent: 0, answers: [] };
    this.asked.push(asked);
    return asked;
  }

  sending(asked: AskedOrder): void {
    asked.sent += 1;
    this.write({ reference: asked.reference, key: asked.key, sent: asked.sent });
  }

  answered(asked: AskedOrder, answer: LedgerAnswer): void {
    asked.answers.push(answer);
    this.write({ reference: asked.reference, ...answer });
  }

  unanswered(asked: AskedOrder): void {
    this.write({ reference: asked.reference, unanswered: true });
  }

  async close(): Promise<void> {
    this.file.end();
    await finished(this.file);
  }

  private write(event: object): void {
    this.file.write(`${JSON.stringify({ at: new Date().toISOString(), ...event })}\n`);
  }
}

/** The id that a client has for its order, if it was ever told one. */
export function idOf({ answers }: AskedOrder): string | undefined {
  return answers.find(({ status, misuse }) => status === 202 && !misuse)?.id;
}

/** Without a key, and without a word that it was accepted: it may be there or not, and cannot be asked for again. */
export function isUnknown(asked: AskedOrder): boolean {
  return asked.key === undefined && idOf(asked) === undefined;
}
