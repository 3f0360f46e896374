import { Injectable } from '@nestjs/common';
import { CreateOrderDto } from '@ofs/contracts';
import { type Intake, OrderIntake } from '@ofs/order-store';
import { validated } from '@ofs/service-kit';
import { ApiSettings } from '../app.settings';
import { DurabilityGuard } from '../health/durability-guard.service';
import { toNewOrder } from './new-order';

/** From a parsed body to an accepted order: the one way in, for single orders and for bulk. */
@Injectable()
export class OrderAcceptance {
  constructor(
    private readonly intake: OrderIntake,
    private readonly durability: DurabilityGuard,
    private readonly settings: ApiSettings,
  ) {}

  /** @throws ProblemError when the body is not an order; and what `OrderIntake.accept` throws */
  async accept(body: unknown, idempotencyKey: string | undefined): Promise<Intake> {
    const order = toNewOrder(validated(CreateOrderDto, body), this.settings.defaultPaymentToken);
    await this.durability.refuseIfNotDurable();
    const ttlMs = this.settings.idempotencyTtlHours * 3_600_000;
    return this.intake.accept(
      order,
      'order-api',
      idempotencyKey === undefined ? undefined : { key: idempotencyKey, ttlMs },
    );
  }
}
