import { Logger } from '@nestjs/common';
import type { BreakerState, Provider } from '@ofs/contracts';
import type { ProviderState } from '@ofs/order-store';
import CircuitBreaker from 'opossum';
import type { ProcessorSettings } from '../app.settings';
import { showBreaker } from './metrics';
import {
  ProviderBusyError,
  ProviderDownError,
  ProviderRefusedError,
  ProviderUnavailableError,
} from './provider-errors';

export type BreakerPolicy = Pick<ProcessorSettings, 'breakerFailures' | 'breakerOpenMs' | 'backoffCapMs'>;

/** The part of the time for which a provider has been down over which orders come back to it. */
const SPREAD = 1 / 4;

/**
 * Leaves a provider alone that has failed several times in a row, as it is down for everybody then: who calls it meanwhile is told
 * how long to wait. After a while one call finds out whether it still is.
 */
export class Breaker {
  private readonly logger = new Logger(Breaker.name);
  private readonly circuit: CircuitBreaker<[call: () => Promise<unknown>]>;
  private readonly listeners: (() => void)[] = [];
  private failuresInARow = 0;
  private since = new Date();
  /** On this process's own clock, in milliseconds, as the next. */
  private openedAt = 0;
  /** Since when it is down, if it is. */
  private downAt?: number;

  constructor(
    private readonly provider: Provider,
    private readonly policy: BreakerPolicy,
    private readonly random: () => number = Math.random,
  ) {
    this.circuit = new CircuitBreaker((call) => call(), {
      resetTimeout: policy.breakerOpenMs,
      errorFilter: (error) => this.isHarmless(error),
      // Failures in a row are counted here. A rate among the last calls would open late where there were many good ones just before,
      // and each call until then costs an order an attempt; and never where there are few. So opossum's own threshold is out of reach.
      volumeThreshold: Number.MAX_SAFE_INTEGER,
      // Each call has its own limit of time.
      timeout: false,
      rollingCountTimeout: 1_000,
      rollingCountBuckets: 1,
      rollingPercentilesEnabled: false,
      enableSnapshots: false,
    });
    this.circuit.on('success', () => (this.failuresInARow = 0));
    this.circuit.on('failure', () => this.onFailure());
    this.circuit.on('open', () => this.onOpen());
    this.circuit.on('halfOpen', () => this.changed());
    this.circuit.on('close', () => this.onClose());
    showBreaker(this.provider, this.state);
  }

  /**
   * Calls the provider, unless it is taken to be down.
   * @throws ProviderDownError when it was not called; what the call throws
   */
  async run<T>(call: () => Promise<T>): Promise<T> {
    if (!this.circuit.closed && !this.circuit.pendingClose) throw new ProviderDownError(this.provider, this.waitMs());
    return (await this.circuit.fire(call)) as T;
  }

  get report(): ProviderState {
    return { name: this.provider, state: this.state, since: this.since.toISOString() };
  }

  /** Calls back whenever its state has changed. */
  onChange(listener: () => void): void {
    this.listeners.push(listener);
  }

  private get state(): BreakerState {
    if (this.circuit.closed) return 'closed';
    return this.circuit.halfOpen ? 'half-open' : 'open';
  }

  /** Whether a call that ended so says nothing against the provider: it has answered, or it was not its fault. */
  private isHarmless(error: unknown): boolean {
    if (error instanceof ProviderRefusedError || error instanceof ProviderBusyError) return true;
    // The call was given up, or not made after all. Of the one that was to find out, it must not be taken for an answer.
    return !(error instanceof ProviderUnavailableError) && !this.circuit.halfOpen;
  }

  private onFailure(): void {
    this.failuresInARow += 1;
    if (this.failuresInARow >= this.policy.breakerFailures) this.circuit.open();
  }

  private onOpen(): void {
    this.openedAt = performance.now();
    if (this.downAt === undefined) {
      this.downAt = this.openedAt;
      this.since = new Date();
      this.logger.warn({ provider: this.provider }, 'provider is taken to be down; orders wait for it');
    }
    this.changed();
  }

  private onClose(): void {
    this.downAt = undefined;
    this.since = new Date();
    this.logger.log({ provider: this.provider }, 'provider is up again');
    this.changed();
  }

  private changed(): void {
    showBreaker(this.provider, this.state);
    for (const listener of this.listeners) listener();
  }

  /**
   * Until the next call may be let through, and a random time more, so that not all who wait come at once. It grows with the time for
   * which the provider has been down, as who waits comes back for nothing until it is up: orders that have waited long can wait a bit longer.
   */
  private waitMs(): number {
    const { breakerOpenMs, backoffCapMs } = this.policy;
    const now = performance.now();
    const untilNextCall = Math.max(0, this.openedAt + breakerOpenMs - now);
    const spread = Math.min(
      Math.max(breakerOpenMs, (now - this.downAt!) * SPREAD),
      Math.max(breakerOpenMs, backoffCapMs),
    );
    return Math.ceil(untilNextCall + this.random() * spread);
  }
}
