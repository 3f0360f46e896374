import type { OrderDto } from '@ofs/contracts';
import type { Answer, HttpClient } from '@ofs/testing';
import { setTimeout as wait } from 'node:timers/promises';
import type { Random } from '../random';
import { answered } from './answered';

const EVERY_MS = 100;
/** Between two looks at the orders that are on hold still, once everything works again. */
const LOOK_EVERY_MS = 200;

/** What an operator is at, and how often. */
const duties = { cancel: 4, hold: 3, release: 3, replay: 1 };

/** Where it looks for an order to cancel or hold, and how often. */
const places = { '': 6, 'status=backordered&': 2, 'status=reserved&': 1, 'status=on_hold&': 1 };

/** What an operator was told of an order that it wanted cancelled; `unknown` when it may have been taken. */
export type CancelAnswer = 'taken' | 'refused' | 'unknown';

/** Cancels, holds and releases orders that are under way, and replays dead letters as if their reason were gone. */
export class Operator {
  /** By order id. */
  readonly cancels = new Map<string, CancelAnswer>();

  constructor(
    private readonly http: HttpClient,
    private readonly random: Random,
  ) {}

  /** Works until the signal is aborted. */
  async run(stopped: AbortSignal): Promise<void> {
    while (!stopped.aborted) {
      // Without an answer an operator just goes on: what has happened shows in the order.
      await answered(() => this[this.random.weighted(duties)]());
      await wait(EVERY_MS, undefined, { signal: stopped }).catch(() => undefined);
    }
  }

  /** Lets every order go on that is on hold, once nothing goes wrong any more. Gives up when the signal is aborted. */
  async releaseAll(tooLate: AbortSignal): Promise<void> {
    while (!tooLate.aborted) {
      const held = await answered(() => this.orders('status=on_hold&limit=100'));
      // Only when it was told so: just after the last fault the API may not know yet.
      if (held?.length === 0) return;
      for (const order of held ?? []) await answered(() => this.releaseHoldsOf(order));
      await wait(LOOK_EVERY_MS);
    }
  }

  private async cancel(): Promise<void> {
    const order = await this.anOrderThatTakes('cancel');
    if (order === undefined) return;
    const before = this.cancels.get(order.id) ?? 'refused';
    if (before === 'refused') this.cancels.set(order.id, 'unknown');
    const { status } = await this.act(order, 'cancel');
    if (status === 202) this.cancels.set(order.id, 'taken');
    // It may also be refused because it was taken before, without an answer.
    else if (status === 409) this.cancels.set(order.id, before);
  }

  private async hold(): Promise<void> {
    const order = await this.anOrderThatTakes('hold');
    if (order !== undefined) await this.act(order, 'hold', { reason: 'to see what happens' });
  }

  private async release(): Promise<void> {
    const [order] = (await this.orders('status=on_hold&limit=1')) ?? [];
    if (order !== undefined) await this.releaseHoldsOf(order);
  }

  private async releaseHoldsOf(order: OrderDto): Promise<void> {
    for (const { id } of order.holds) await this.act(order, 'release', { holdId: id });
  }

  private async replay(): Promise<void> {
    const { status, text } = await this.http.get('/v1/dead-letters?limit=20');
    if (status !== 200) return;
    const { deadLetters } = JSON.parse(text) as { deadLetters: { id: string }[] };
    if (deadLetters.length === 0) return;
    const { id } = this.random.pick(deadLetters);
    await this.http.post(`/v1/dead-letters/${id}/replay`, '', {});
  }

  /** One of the newest, which are under way as likely as not, or of those that wait. By the time it is asked it may be somewhere else. */
  private async anOrderThatTakes(action: 'cancel' | 'hold'): Promise<OrderDto | undefined> {
    const orders = (await this.orders(`${this.random.weighted(places)}limit=20`)) ?? [];
    const fit = orders.filter(({ supportedActions }) => supportedActions.includes(action));
    return fit.length === 0 ? undefined : this.random.pick(fit);
  }

  /** Resolves to undefined where the API cannot tell now. */
  private async orders(query: string): Promise<OrderDto[] | undefined> {
    const { status, text } = await this.http.get(`/v1/orders?${query}`);
    return status === 200 ? (JSON.parse(text) as { orders: OrderDto[] }).orders : undefined;
  }

  private act({ id }: OrderDto, action: string, body: object = {}): Promise<Answer> {
    return this.http.post(`/v1/orders/${id}/${action}`, JSON.stringify(body), { 'content-type': 'application/json' });
  }
}
