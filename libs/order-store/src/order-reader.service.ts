import { Injectable, Logger } from '@nestjs/common';
import type { TimelineEntryDto } from '@ofs/contracts';
import { RedisConnections } from '@ofs/redis-queue';
import { recordKey } from './keys';
import type { AcceptedOrder, Order } from './order';
import { acceptedFrom, ORDER_RANGE, orderFrom, TIMELINE_RANGE, timelineFrom } from './order-record';

/** Thrown when an id that was handed out has no record: it was never accepted, or was deleted by hand. */
export class OrderMissingError extends Error {
  constructor(readonly orderId: string) {
    super(`There is no order ${orderId}`);
    this.name = 'OrderMissingError';
  }
}

/** Reads orders. */
@Injectable()
export class OrderReader {
  private readonly logger = new Logger(OrderReader.name);

  constructor(private readonly connections: RedisConnections) {}

  /** @throws OrderMissingError, RedisUnavailableError */
  async get(orderId: string): Promise<Order> {
    const [order] = await this.getMany([orderId]);
    if (order === undefined) throw new OrderMissingError(orderId);
    return order;
  }

  /** The orders with these ids, in their order; undefined for one that is not there. @throws RedisUnavailableError */
  async getMany(orderIds: readonly string[]): Promise<(Order | undefined)[]> {
    const records = await this.connections.ask((redis) =>
      Promise.all(orderIds.map((id) => redis.lrange(recordKey(id), ...ORDER_RANGE))),
    );
    return records.map((record, index) => {
      const orderId = orderIds[index]!;
      try {
        return orderFrom(orderId, record);
      } catch (err) {
        // One record that somebody broke must not hide the others on its page.
        this.logger.error({ orderId, err }, 'an order cannot be read');
        return undefined;
      }
    });
  }

  /** The order as it was accepted. @throws OrderMissingError, RedisUnavailableError */
  async getAccepted(orderId: string): Promise<AcceptedOrder> {
    const accepted = await this.connections.ask((redis) => redis.lindex(recordKey(orderId), ORDER_RANGE[0]));
    if (accepted === null) throw new OrderMissingError(orderId);
    return acceptedFrom(orderId, accepted);
  }

  /** What happened to the order, oldest first. @throws OrderMissingError, RedisUnavailableError */
  async timeline(orderId: string): Promise<TimelineEntryDto[]> {
    const entries = await this.connections.ask((redis) => redis.lrange(recordKey(orderId), ...TIMELINE_RANGE));
    if (entries.length === 0) throw new OrderMissingError(orderId);
    return timelineFrom(entries);
  }
}
