import { Injectable, type OnModuleInit } from '@nestjs/common';
import { type Authorization, type Effect, type EffectKind, effectKinds, type Entry } from './effects';
import { Journal } from './journal';

/** So many effects are listed without an order id, and so many duplicates in the summary. */
const LISTED = 100;

/** A booked effect knows the one before it of its order: an array for each order would take several times the memory. */
type Booked = Effect & { earlier?: Booked };

interface OrderBook {
  orderId: string;
  newest: Booked | undefined;
  counts: Record<EffectKind, number>;
}

export interface LedgerSummary {
  effects: Record<EffectKind, number>;
  orders: number;
  replays: number;
  refusals: number;
  duplicates: { orderId: string; kind: EffectKind; count: number }[];
}

/** Which effects happened, how often, for whom. Every lookup by key, authorization or order is one step. */
@Injectable()
export class Ledger implements OnModuleInit {
  private readonly byKey = new Map<string, Entry>();
  private readonly authorizations = new Map<string, Authorization>();
  private readonly orders = new Map<string, OrderBook>();
  private readonly repeated = new Set<OrderBook>();
  private readonly counts = noEffects();
  private recent: Effect[] = [];
  private refusals = 0;
  private replays = 0;

  constructor(private readonly journal: Journal) {}

  onModuleInit(): void {
    this.journal.restore((entry) => this.book(entry));
  }

  find(key: string): Entry | undefined {
    return this.byKey.get(key);
  }

  authorization(id: string): Authorization | undefined {
    return this.authorizations.get(id);
  }

  /** The journal first: an effect that is answered but not on file would happen again after a restart. */
  record(entry: Entry): void {
    this.journal.append(entry);
    this.book(entry);
  }

  countReplay(known: Entry): void {
    this.replays++;
    if (known.kind !== 'refusal') known.requests++;
  }

  /** In the order they happened. */
  effectsOf(orderId: string): Effect[] {
    const effects: Effect[] = [];
    for (let effect = this.orders.get(orderId)?.newest; effect !== undefined; effect = effect.earlier) {
      effects.push(effect);
    }
    return effects.reverse();
  }

  /** The newest, in the order they happened. */
  recentEffects(): Effect[] {
    return this.recent.slice(-LISTED);
  }

  summary(): LedgerSummary {
    return {
      effects: { ...this.counts },
      orders: this.orders.size,
      replays: this.replays,
      refusals: this.refusals,
      duplicates: [...this.duplicates()],
    };
  }

  private *duplicates(): Generator<LedgerSummary['duplicates'][number]> {
    let listed = 0;
    for (const { orderId, counts } of this.repeated) {
      for (const kind of effectKinds) {
        if (counts[kind] < 2) continue;
        if (listed++ === LISTED) return;
        yield { orderId, kind, count: counts[kind] };
      }
    }
  }

  private book(entry: Entry): void {
    if (entry.kind === 'refusal') this.refusals++;
    else this.bookEffect(entry);
    this.byKey.set(entry.key, entry);
  }

  private bookEffect(effect: Effect): void {
    if (effect.kind === 'authorization') this.authorizations.set(effect.id, effect);
    if (effect.kind === 'capture' || effect.kind === 'void') this.close(effect.authorizationId);
    this.counts[effect.kind]++;
    this.bookForOrder(effect);
    this.recent.push(effect);
    if (this.recent.length > 10 * LISTED) this.recent = this.recentEffects();
  }

  private close(authorizationId: string): void {
    const authorization = this.authorizations.get(authorizationId);
    if (authorization === undefined) throw new ReferenceError(`No authorization has the id ${authorizationId}`);
    authorization.open = false;
  }

  private bookForOrder(effect: Booked): void {
    let order = this.orders.get(effect.orderId);
    if (order === undefined) {
      order = { orderId: effect.orderId, newest: undefined, counts: noEffects() };
      this.orders.set(effect.orderId, order);
    }
    effect.earlier = order.newest;
    order.newest = effect;
    if (++order.counts[effect.kind] === 2) this.repeated.add(order);
  }
}

function noEffects(): Record<EffectKind, number> {
  return { authorization: 0, capture: 0, void: 0, shipment: 0 };
}
