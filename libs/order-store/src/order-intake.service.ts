import { hash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { createdAtOf, newHoldId, newOrderId, ORDER_ACCEPTED, type OrderAcceptedMessage } from '@ofs/contracts';
import { QueueProducer } from '@ofs/redis-queue';
import { type AcceptedOrder, asAccepted, type NewOrder, type Order } from './order';
import { OrderReader } from './order-reader.service';
import { acceptance } from './transition';

/** Thrown when the key was used before, with another order. */
export class IdempotencyConflictError extends Error {
  constructor(
    readonly key: string,
    readonly orderId: string,
  ) {
    super(`Idempotency key ${key} belongs to order ${orderId}`);
    this.name = 'IdempotencyConflictError';
  }
}

export interface IdempotencyKey {
  key: string;
  /** How long it is remembered, in milliseconds. */
  ttlMs: number;
}

export interface Intake {
  order: Order;
  /** Whether this request was a repeat, and nothing was written. */
  replayed: boolean;
}

/** Takes orders in. */
@Injectable()
export class OrderIntake {
  private nextPartition = 0;

  constructor(
    private readonly producer: QueueProducer,
    private readonly reader: OrderReader,
  ) {}

  /**
   * Writes the order's record, the first entry of its timeline, its place in the lists, its idempotency record and the message
   * it is fulfilled by in one step, and resolves once that is on disk. With a key that is known it writes nothing and resolves to the order as it was accepted then.
   * @param order with its fields in a fixed order: with a key, the same order must make the same JSON
   * @param holdReason why the order is on hold from its first moment. Its message then finds it so and leaves it; its release sends another.
   * @throws IdempotencyConflictError when the key is known for another order
   * @throws EnqueueUnconfirmedError when Redis did not answer: with a key, repeat it; without one the order may be there
   */
  async accept(order: NewOrder, source: string, idempotency?: IdempotencyKey, holdReason?: string): Promise<Intake> {
    const partition = idempotency === undefined ? this.anyPartition() : this.producer.partitionOf(idempotency.key);
    const id = newOrderId(partition);
    const accepted: AcceptedOrder = { ...order, id, createdAt: new Date(createdAtOf(id)).toISOString() };
    if (holdReason !== undefined) accepted.intakeHold = { id: newHoldId(), reason: holdReason };
    const text = JSON.stringify(order);
    const data: OrderAcceptedMessage = { orderId: accepted.id };
    const change = acceptance(accepted, source, holdReason === undefined ? text : undefined);
    const { outcome, subject } = await this.producer.enqueue(
      { type: ORDER_ACCEPTED, source, subject: accepted.id, data },
      {
        partition,
        writes: change.writes,
        idempotency: idempotency && { ...idempotency, fingerprint: fingerprintOf(text) },
      },
    );
    if (outcome === 'conflict') throw new IdempotencyConflictError(idempotency!.key, subject);
    if (outcome === 'appended') return { order: change.order, replayed: false };
    return { order: asAccepted(await this.reader.getAccepted(subject)), replayed: true };
  }

  private anyPartition(): number {
    this.nextPartition = (this.nextPartition + 1) % this.producer.partitions;
    return this.nextPartition;
  }
}

/** 128 bits of SHA-256: enough to tell two orders from each other, and it lies in Redis with every key. */
function fingerprintOf(text: string): string {
  return hash('sha256', text, 'base64url').slice(0, 22);
}
