import { Injectable, Logger } from '@nestjs/common';
import type { TimelineEntryDto } from '@ofs/contracts';
import { RedisConnections } from '@ofs/redis-queue';
import { orderKeys } from './keys';
import type { AcceptedOrder, Order, OrderState } from './order';

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
      Promise.all(orderIds.map((id) => redis.hmget(orderKeys(id).record, 'accepted', 'state', 'version'))),
    );
    return records.map(([accepted, state, version], index) => {
      if (!accepted || !state) return undefined;
      try {
        return {
          ...(JSON.parse(accepted) as AcceptedOrder),
          ...(JSON.parse(state) as OrderState),
          version: Number(version),
        };
      } catch (err) {
        // One record that somebody broke must not hide the others on its page.
        this.logger.error({ orderId: orderIds[index], err }, 'an order cannot be read');
        return undefined;
      }
    });
  }

  /** The order as it was accepted. @throws OrderMissingError, RedisUnavailableError */
  async getAccepted(orderId: string): Promise<AcceptedOrder> {
    const accepted = await this.connections.ask((redis) => redis.hget(orderKeys(orderId).record, 'accepted'));
    if (accepted === null) throw new OrderMissingError(orderId);
    return JSON.parse(accepted) as AcceptedOrder;
  }

  /** What happened to the order, oldest first. @throws OrderMissingError, RedisUnavailableError */
  async timeline(orderId: string): Promise<TimelineEntryDto[]> {
    const entries = await this.connections.ask((redis) => redis.lrange(orderKeys(orderId).timeline, 0, -1));
    if (entries.length === 0) throw new OrderMissingError(orderId);
    return entries.map((entry) => JSON.parse(entry) as TimelineEntryDto);
  }
}
