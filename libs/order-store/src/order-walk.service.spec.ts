import { useRedis } from '@ofs/testing';
import { anOldOrder, anOrder, openStore, type Store } from '../test/store-kit';
import { recordKey } from './keys';
import { OrderWalk, type WalkQuery } from './order-walk.service';
import { moved, removal } from './transition';

const redis = useRedis();

describe.each([1, 4])('a walk over %i partition(s)', (partitions) => {
  let store: Store;
  let walk: OrderWalk;
  beforeEach(async () => {
    store = await openStore(redis, partitions);
    walk = new OrderWalk(store.connections, partitions);
  });
  afterEach(() => store.close());

  async function accept(count: number): Promise<string[]> {
    const intakes = Array.from({ length: count }, () => store.intake.accept(anOrder(), 'test'));
    return (await Promise.all(intakes)).map(({ order }) => order.id).sort();
  }

  /** What each page has, after which something else may happen. */
  async function walked(query: WalkQuery = {}, meanwhile?: (page: number) => Promise<unknown>) {
    const pages = [];
    for await (const page of walk.pages(query)) {
      pages.push(page);
      await meanwhile?.(pages.length);
    }
    return pages;
  }

  async function ids(query: WalkQuery = {}, meanwhile?: (page: number) => Promise<unknown>): Promise<string[]> {
    return (await walked(query, meanwhile)).flatMap(({ orders }) => orders.map(({ order }) => order.id));
  }

  it.each([0, 1, 99, 100, 101, 731])('comes by each of %i orders once, the oldest first', async (count) => {
    const accepted = await accept(count);
    expect(await ids()).toEqual(accepted);
  });

  it('comes by all of a partition that has many more than the others', async () => {
    const many = await Promise.all(Array.from({ length: 350 }, () => anOldOrder(store, { madeDaysAgo: 3 })));
    const few = await accept(5);
    const old = await anOldOrder(store, { madeDaysAgo: 9, partition: partitions - 1 });
    expect(await ids()).toEqual([old, ...many.sort(), ...few]);
  });

  it('tells each order with its timeline', async () => {
    const [id] = await accept(1);
    expect((await walked())[0]!.orders).toEqual([
      { order: await store.reader.get(id!), timeline: await store.reader.timeline(id!) },
    ]);
  });

  it('misses and repeats nothing while orders go from status to status', async () => {
    const accepted = await accept(450);
    const doer = { actor: 'test', time: new Date().toISOString() };
    let walking = true;
    const moving = (async () => {
      for (let at = 449; walking; at = (at + 449) % 450) {
        const order = await store.reader.get(accepted[at]!);
        const type = order.status === 'on_hold' ? 'order.released' : 'order.held';
        await store.writer.write(moved(order, type, doer).writes);
      }
    })();
    const found = await ids();
    walking = false;
    await moving;
    expect(found).toEqual(accepted);
  });

  it('misses and repeats nothing while orders come, and ends all the same', async () => {
    const before = await accept(450);
    const come: string[] = [];
    const found = await ids({}, async () => void come.push(...(await accept(150))));
    expect(found).toEqual(before);
    expect(come.length).toBeGreaterThan(450);
  });

  it('goes on while orders are removed', async () => {
    const before = await accept(250);
    const newest = before.at(-1)!;
    const found = await ids({}, async (page) => {
      if (page === 1) await store.writer.write(removal(await store.reader.get(newest)));
    });
    expect(found).toEqual(before.slice(0, -1));
  });

  it('keeps to a status, as it is when the order is come by', async () => {
    const accepted = await accept(250);
    const failed = await anOldOrder(store, { madeDaysAgo: 1, status: 'failed' });
    expect(await ids({ status: ['failed'] })).toEqual([failed]);
    expect(await ids({ status: ['accepted', 'failed'] })).toEqual([failed, ...accepted]);
    const last = accepted.at(-1)!;
    const found = await ids({ status: ['accepted'] }, async (page) => {
      if (page > 1) return;
      const doer = { actor: 'test', time: new Date().toISOString() };
      await store.writer.write(moved(await store.reader.get(last), 'order.reserved', doer).writes);
    });
    expect(found).toEqual(accepted.slice(0, -1));
  });

  it('keeps to its times, which are not part of it themselves', async () => {
    const [old, middle, young] = await Promise.all([3, 2, 1].map((madeDaysAgo) => anOldOrder(store, { madeDaysAgo })));
    const [from, to] = await Promise.all(
      [old, young].map(async (id) => Date.parse((await store.reader.get(id!)).createdAt)),
    );
    expect(await ids({ createdAfter: from, createdBefore: to })).toEqual([middle]);
    expect(await ids({ createdAfter: from! - 1, createdBefore: to! + 1 })).toEqual([old, middle, young]);
    expect(await ids({ createdAfter: to })).toEqual([]);
  });

  it('names what is there and cannot be read', async () => {
    const [one, two, three, four] = await accept(4);
    await store.connections.commands.lset(recordKey(two!), 1, '{bad');
    await store.connections.commands.rpush(recordKey(three!), '{bad');
    const [page] = await walked();
    expect(page!.unreadable).toEqual([two, three]);
    expect(page!.orders.map(({ order }) => order.id)).toEqual([one, four]);
  });
});
