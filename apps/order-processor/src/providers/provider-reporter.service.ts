import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { ProviderStates } from '@ofs/order-store';
import { RedisStreamsServer } from '@ofs/redis-queue';
import { Carrier } from './carrier.service';
import { PaymentGateway } from './payment-gateway.service';

const EVERY_MS = 5_000;
/** Long enough that one report may be missed. */
const HOLDS_MS = 3 * EVERY_MS;

/** Tells whoever looks at the queue how this processor finds its providers: at once when that changes, and else now and then. */
@Injectable()
export class ProviderReporter implements OnApplicationBootstrap, OnModuleDestroy {
  private timer?: NodeJS.Timeout;

  constructor(
    private readonly states: ProviderStates,
    private readonly server: RedisStreamsServer,
    private readonly payments: PaymentGateway,
    private readonly carrier: Carrier,
  ) {
    for (const breaker of this.breakers) breaker.onChange(() => void this.runOnce());
  }

  /** Nest calls this twice: for the app, and for the microservice in it. A second timer would never be stopped. */
  onApplicationBootstrap(): void {
    this.timer ??= setInterval(() => void this.runOnce(), EVERY_MS);
    void this.runOnce();
  }

  onModuleDestroy(): void {
    clearInterval(this.timer);
  }

  /** Where Redis is out of reach nobody can look either; the next report tells them. */
  async runOnce(): Promise<void> {
    const reports = this.breakers.map(({ report }) => report);
    await this.states.tell(this.server.consumer, reports, HOLDS_MS).catch(() => undefined);
  }

  private get breakers() {
    return [this.payments.breaker, this.carrier.breaker];
  }
}
