import { signal } from '../test/queue-kit';
import { Batcher } from './batcher';

const limits = { maxItems: 3, maxWeight: 10, weigh: (item: string) => item.length };

function recorded(limited = limits): { batcher: Batcher<string, string>; batches: string[][] } {
  const batches: string[][] = [];
  const batcher = new Batcher<string, string>((items) => {
    batches.push(items);
    return Promise.resolve(items.map((item) => item.toUpperCase()));
  }, limited);
  return { batcher, batches };
}

it('sends together what comes together, and gives each its own answer', async () => {
  const { batcher, batches } = recorded();
  await expect(Promise.all(['a', 'b'].map((item) => batcher.add(item)))).resolves.toEqual(['A', 'B']);
  expect(batches).toEqual([['a', 'b']]);
});

it('collects what comes while a batch is under way', async () => {
  const underWay = signal();
  const batches: string[][] = [];
  const batcher = new Batcher<string, string>(async (items) => {
    batches.push(items);
    if (batches.length === 1) await underWay.promise;
    return items;
  }, limits);
  const first = batcher.add('a');
  await new Promise(setImmediate);
  const later = [batcher.add('b'), batcher.add('c')];
  underWay.resolve();
  await Promise.all([first, ...later]);
  expect(batches).toEqual([['a'], ['b', 'c']]);
});

it('keeps to its limits, but sends a heavy item alone', async () => {
  const { batcher, batches } = recorded();
  const heavy = 'x'.repeat(50);
  await Promise.all(['a', 'b', 'c', 'd', heavy, 'five5', 'sixsix', 'e'].map((item) => batcher.add(item)));
  expect(batches).toEqual([['a', 'b', 'c'], ['d'], [heavy], ['five5'], ['sixsix', 'e']]);
});

it('makes use of all that its limits allow', async () => {
  const { batcher, batches } = recorded();
  await Promise.all(['five5', 'five5', 'x'].map((item) => batcher.add(item)));
  expect(batches).toEqual([['five5', 'five5'], ['x']]);
});

it('fails with a batch also what waits behind it, and begins anew with what comes then', async () => {
  const underWay = signal();
  let batches = 0;
  const batcher = new Batcher<string, string>(async (items) => {
    batches += 1;
    if (batches > 1) return items;
    await underWay.promise;
    throw new Error('no answer');
  }, limits);
  const first = batcher.add('first');
  await new Promise(setImmediate);
  const behind = batcher.add('behind');
  underWay.resolve();
  const [one, two] = await Promise.allSettled([first, behind]);
  expect([one.status, two.status]).toEqual(['rejected', 'rejected']);
  await expect(batcher.add('next')).resolves.toBe('next');
});

it('has several batches under way at the same time, where it may', async () => {
  const answers = [signal(), signal(), signal()];
  const batches: string[][] = [];
  const batcher = new Batcher<string, string>(
    async (items) => {
      await answers[batches.push(items) - 1]!.promise;
      return items;
    },
    { ...limits, atOnce: 2 },
  );
  const all = Promise.all(['a', 'b', 'c', 'd', 'e', 'f', 'g'].map((item) => batcher.add(item)));
  await new Promise(setImmediate);
  expect(batches).toEqual([
    ['a', 'b', 'c'],
    ['d', 'e', 'f'],
  ]);
  answers[0]!.resolve();
  await new Promise(setImmediate);
  expect(batches[2]).toEqual(['g']);
  answers[1]!.resolve();
  answers[2]!.resolve();
  await expect(all).resolves.toHaveLength(7);
});
