import { Injectable } from '@nestjs/common';
import { ORDER_ACCEPTED } from '@ofs/contracts';
import { type DeadLetter, DeadLetters, NO_WRITES, type WriteSet } from '@ofs/redis-queue';
import { OrderMissingError, OrderReader } from './order-reader.service';
import { retried } from './transition';

/** How often an order may change under our hands before we give up: it is failed, so that hardly anything changes it. */
const TRIES = 5;

/** Replays the dead letters of orders. */
@Injectable()
export class OrderReplay {
  constructor(
    private readonly deadLetters: DeadLetters,
    private readonly reader: OrderReader,
  ) {}

  /**
   * Puts the letter's message back into the queue and its order back to where it stood when it failed, in one step.
   * @param delayMs not to be delivered earlier than so many milliseconds from now
   * @returns whether it was replayed; false when it is gone
   * @throws RedisUnavailableError
   */
  async replay(letter: DeadLetter, actor: string, delayMs = 0): Promise<boolean> {
    for (let tries = 1; ; tries++) {
      const result = await this.deadLetters.replay(letter.id, { delayMs, writes: await this.writesFor(letter, actor) });
      if (result !== 'stale') return result === 'replayed';
      if (tries === TRIES) throw new Error(`The order behind dead letter ${letter.id} keeps changing`);
    }
  }

  private async writesFor({ message, reason }: DeadLetter, actor: string): Promise<WriteSet> {
    if (reason === 'unreadable') return NO_WRITES;
    const { type, subject } = JSON.parse(message) as { type: string; subject: string };
    const order = type === ORDER_ACCEPTED ? await this.orderOrNone(subject) : undefined;
    if (order?.status !== 'failed') return NO_WRITES;
    return retried(order, { actor, time: new Date().toISOString() }).writes;
  }

  private async orderOrNone(orderId: string) {
    return this.reader.get(orderId).catch((error: unknown) => {
      if (error instanceof OrderMissingError) return undefined;
      throw error;
    });
  }
}
