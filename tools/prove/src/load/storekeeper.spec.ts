import type { Answer, HttpClient } from '@ofs/testing';
import { Random } from '../random';
import { type ScarceSku } from './stock-plan';
import { Storekeeper } from './storekeeper';

const tea: ScarceSku = { sku: 'TEA/1', onHand: 5, habit: 'restocked', delivery: 3 };

/** An API that knows one SKU, and answers to a PUT what it is told to, before it works. */
class OneShelf {
  onHand = -1;
  answers: number[] = [];

  get(path: string): Promise<Answer> {
    expect(path).toBe('/v1/inventory/TEA%2F1');
    return this.answer(200, { onHand: this.onHand, reserved: 1, available: this.onHand - 1 });
  }

  put(_path: string, body: string): Promise<Answer> {
    this.onHand = (JSON.parse(body) as { onHand: number }).onHand;
    return this.answer(this.answers.shift() ?? 200, {});
  }

  post(_path: string, body: string): Promise<Answer> {
    return this.answer(200, { status: 200 }, body.split('\n').length - 1);
  }

  private answer(status: number, body: object, lines = 1): Promise<Answer> {
    return Promise.resolve({ status, headers: {}, text: `${JSON.stringify(body)}\n`.repeat(lines) });
  }
}

let api: OneShelf;
let tooLate: AbortController;
let keeper: Storekeeper;
beforeEach(() => {
  api = new OneShelf();
  tooLate = new AbortController();
  keeper = new Storekeeper(api as unknown as HttpClient, [tea], new Random(1), tooLate.signal);
});

it('counts what there is at first, and notes every look', async () => {
  await keeper.open();
  await keeper.lookAtAll();
  expect(keeper.counts).toMatchObject([{ sku: 'TEA/1', onHand: 5 }]);
  expect(keeper.looks).toMatchObject([{ sku: 'TEA/1', onHand: 5, reserved: 1, available: 4 }]);
  const [[count], [look]] = [keeper.counts, keeper.looks];
  expect(count!.from).toBeLessThanOrEqual(count!.to);
  expect(look!.from).toBeGreaterThanOrEqual(count!.to);
});

it('says a count again until it is confirmed, and takes it to have happened at any time until a moment later', async () => {
  api.answers = [503, 503];
  await keeper.open();
  expect(keeper.counts).toHaveLength(1);
  expect(keeper.counts[0]!.to - keeper.counts[0]!.from).toBeGreaterThan(1_000);
});

it('gives a count up when it is too late, and takes it to happen at any time from then on', async () => {
  api.answers = [503];
  tooLate.abort();
  await keeper.open();
  expect(keeper.counts).toMatchObject([{ to: Infinity }]);
});

it('receives something of what is restocked when all is over', async () => {
  await keeper.open();
  await keeper.receiveLast();
  expect(keeper.counts).toHaveLength(2);
});

it('receives units on top of what it sees, until it is told to stop', async () => {
  await keeper.open();
  const over = new AbortController();
  const working = keeper.run(over.signal);
  while (keeper.counts.length < 2) await new Promise((resolve) => setImmediate(resolve));
  over.abort();
  await working;
  const [, received] = keeper.counts;
  expect(received!.was).toMatchObject({ onHand: 5, reserved: 1 });
  expect(received!.onHand).toBeGreaterThan(5);
  expect(received!.onHand).toBeLessThanOrEqual(8);
});
