import { Injectable } from '@nestjs/common';
import { CreateOrderDto, ProblemError } from '@ofs/contracts';
import { type Intake, OrderIntake } from '@ofs/order-store';
import { validated } from '@ofs/service-kit';
import { ApiSettings } from '../app.settings';
import { IntakeCheck } from '../health/intake-check.service';
import { toNewOrder } from './new-order';

/** Somebody has to change Redis' settings first, in seconds. */
const RETRY_AFTER_SECONDS = 10;

/** From a parsed body to an accepted order: the one way in, for single orders and for bulk. */
@Injectable()
export class OrderAcceptance {
  constructor(
    private readonly intake: OrderIntake,
    private readonly check: IntakeCheck,
    private readonly settings: ApiSettings,
  ) {}

  /** @throws ProblemError when the body is not an order; and what `OrderIntake.accept` throws */
  async accept(body: unknown, idempotencyKey: string | undefined): Promise<Intake> {
    const order = toNewOrder(validated(CreateOrderDto, body), this.settings.defaultPaymentToken);
    await this.refuseIfNotDurable();
    const ttlMs = this.settings.idempotencyTtlHours * 3_600_000;
    return this.intake.accept(
      order,
      'order-api',
      idempotencyKey === undefined ? undefined : { key: idempotencyKey, ttlMs },
    );
  }

  /** Before the first promise is given that could not be kept. */
  private async refuseIfNotDurable(): Promise<void> {
    const fault = await this.check.recentFault();
    if (fault !== undefined) throw new ProblemError('not-durable', fault, { retryAfterSeconds: RETRY_AFTER_SECONDS });
  }
}
