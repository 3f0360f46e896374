import type { StockDto } from '@ofs/contracts';
import type { HttpClient } from '@ofs/testing';
import { setTimeout as wait } from 'node:timers/promises';
import type { Random } from '../random';
import { answered } from './answered';
import type { ScarceSku, StockHabit } from './stock-plan';

/** From when to when something happened at some moment, in milliseconds since 1970. */
export interface Period {
  from: number;
  to: number;
}

/** What was said to be there of a SKU. */
export interface StockCount extends Period {
  sku: string;
  onHand: number;
  /** What was there by the look before it; not for the first one. */
  was?: StockLook;
}

/** What the API showed of a SKU. */
export interface StockLook extends Period {
  sku: string;
  onHand: number;
  reserved: number;
  available: number;
}

const EVERY_MS = 150;
const AGAIN_MS = 200;

/** For a count that was not answered, and is carried out after the one that was, to be over. */
const LATE_MS = 1_000;

/** What is done about a SKU at a time, and how often. */
const duties: Record<StockHabit, Record<'look' | 'receive' | 'recount', number>> = {
  'left alone': { look: 1, receive: 0, recount: 0 },
  restocked: { look: 1, receive: 1, recount: 0 },
  recounted: { look: 2, receive: 1, recount: 1 },
};
/** At the most so many units more, or fewer, are found than there were said to be. */
const MISCOUNT = 5;

/** Looks after what is scarce: counts it, receives some more, and notes what there was said to be and what was shown. */
export class Storekeeper {
  readonly counts: StockCount[] = [];
  readonly looks: StockLook[] = [];

  constructor(
    private readonly http: HttpClient,
    private readonly scarce: readonly ScarceSku[],
    private readonly random: Random,
    /** Aborted when it is too late to try again. */
    private readonly tooLate: AbortSignal,
  ) {}

  /** Says how much there is at first, before anything is ordered or goes wrong: most of it in one upload. */
  async open(): Promise<void> {
    const [first, ...others] = this.scarce;
    if (first !== undefined) await this.count(first.sku, first.onHand);
    await this.upload(others);
  }

  /** Works until the signal is aborted. */
  async run(stopped: AbortSignal): Promise<void> {
    while (!stopped.aborted && this.scarce.length > 0) {
      const one = this.random.pick(this.scarce);
      await this[this.random.weighted(duties[one.habit])](one);
      await wait(EVERY_MS, undefined, { signal: stopped }).catch(() => undefined);
    }
  }

  /** Receives some more of all that is restocked, once nothing goes wrong any more: whoever that is enough for has to get it. */
  async receiveLast(): Promise<void> {
    for (const one of this.scarce) if (one.habit !== 'left alone') await this.receive(one);
  }

  /** Looks at everything, once nothing goes wrong any more. */
  async lookAtAll(): Promise<void> {
    for (const one of this.scarce) await this.look(one);
  }

  private async look({ sku }: ScarceSku): Promise<StockLook | undefined> {
    const from = Date.now();
    const answer = await answered(() => this.http.get(pathOf(sku)));
    if (answer?.status !== 200) return undefined;
    const { onHand, reserved, available } = JSON.parse(answer.text) as StockDto;
    const look = { sku, onHand, reserved, available, from, to: Date.now() };
    this.looks.push(look);
    return look;
  }

  private async receive(one: ScarceSku): Promise<void> {
    const was = await this.look(one);
    if (was === undefined) return;
    await this.count(one.sku, Math.max(0, was.onHand) + this.random.between(1, one.delivery), was);
  }

  private async recount(one: ScarceSku): Promise<void> {
    const was = await this.look(one);
    if (was === undefined) return;
    await this.count(one.sku, Math.max(0, was.onHand + this.random.between(-MISCOUNT, MISCOUNT)), was);
  }

  /** Says it again until it is confirmed. Any of the times may be the last that took effect. */
  private async count(sku: string, onHand: number, was?: StockLook): Promise<void> {
    const from = Date.now();
    const body = JSON.stringify({ onHand });
    const say = () => this.http.put(pathOf(sku), body, { 'content-type': 'application/json' });
    for (let tries = 1; ; tries++) {
      const answer = await answered(say);
      if (answer?.status === 200 && tries > 1) await wait(LATE_MS);
      if (answer?.status === 200 || this.tooLate.aborted) {
        this.counts.push({ sku, onHand, was, from, to: answer?.status === 200 ? Date.now() : Infinity });
        return;
      }
      await wait(AGAIN_MS);
    }
  }

  private async upload(scarce: readonly ScarceSku[]): Promise<void> {
    const from = Date.now();
    const body = scarce.map(({ sku, onHand }) => `${JSON.stringify({ sku, onHand })}\n`).join('');
    const { text } = await this.http.post('/v1/inventory/bulk', body, { 'content-type': 'application/x-ndjson' });
    const results = text.split('\n').filter((line) => line !== '');
    const set = results.filter((line) => (JSON.parse(line) as { status: number }).status === 200);
    if (set.length !== scarce.length) throw new Error(`Not all stock could be loaded: ${text.slice(0, 500)}`);
    const to = Date.now();
    for (const { sku, onHand } of scarce) this.counts.push({ sku, onHand, from, to });
  }
}

function pathOf(sku: string): string {
  return `/v1/inventory/${encodeURIComponent(sku)}`;
}
