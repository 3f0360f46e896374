import type { OrderDto } from '@ofs/contracts';
import { type Answer, type HttpClient, UnansweredError } from '@ofs/testing';
import { Random } from '../random';
import { Operator } from './operator';

/** An API with one order on hold. It answers the first requests with these statuses; 0 stands for no answer. */
class OneOrder {
  holds = ['hold_1', 'hold_2'];
  readonly asked: string[] = [];

  constructor(private readonly troubles: number[]) {}

  get(path: string): Promise<Answer> {
    const order = { id: 'ord_1', holds: this.holds.map((id) => ({ id, reason: '' })) } as OrderDto;
    return this.answer(path, () => ({ orders: this.holds.length > 0 ? [order] : [] }));
  }

  post(path: string, body: string): Promise<Answer> {
    return this.answer(path, () => {
      const { holdId } = JSON.parse(body) as { holdId: string };
      this.holds = this.holds.filter((id) => id !== holdId);
      return {};
    });
  }

  private answer(path: string, act: () => object): Promise<Answer> {
    this.asked.push(path);
    const trouble = this.troubles.shift();
    if (trouble === 0) return Promise.reject(new UnansweredError({}));
    if (trouble !== undefined) return Promise.resolve({ status: trouble, headers: {}, text: '{}' });
    return Promise.resolve({ status: 200, headers: {}, text: JSON.stringify(act()) });
  }
}

function operatorOf(api: OneOrder): Operator {
  return new Operator(api as unknown as HttpClient, new Random(1));
}

it.each([
  ['at once', []],
  ['when the API is away at first', [503, 0]],
])('releases every hold %s', async (_, troubles) => {
  const api = new OneOrder(troubles);
  await operatorOf(api).releaseAll(new AbortController().signal);
  expect(api.holds).toEqual([]);
});

it('gives up when it is too late', async () => {
  const api = new OneOrder([]);
  await operatorOf(api).releaseAll(AbortSignal.abort());
  expect(api.asked).toEqual([]);
});
