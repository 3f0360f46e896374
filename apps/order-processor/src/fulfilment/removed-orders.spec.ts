import { newOrderId, ORDER_ACCEPTED, ORDERS_QUEUE, orderIdPrefix } from '@ofs/contracts';
import { OrderReader, Retention } from '@ofs/order-store';
import { type Delivery, QueueProducer, RedisConnections, UnrecoverableError } from '@ofs/redis-queue';
import { eventually, useRedis } from '@ofs/testing';
import { Processor } from '../../test/processor';
import { OrderInHand } from './order-in-hand';

const redis = useRedis();
const keys = { stream: '{orders:0}:stream', dead: '{orders:0}:dead' };
let came: string[] = [];
let processor: Processor;

/** What goes wrong with an order before it is looked for. */
let trouble: Error | undefined;

/** As much of fulfilment as there is to an order that is not there. */
async function fulfil(orderId: string): Promise<void> {
  came.push(orderId);
  if (trouble !== undefined) throw trouble;
  await OrderInHand.take(orderId, undefined as unknown as Delivery, processor.app.get(OrderReader));
}

async function start(orderRetentionDays: number): Promise<void> {
  processor = await Processor.start(redis.url, fulfil, { orderRetentionDays });
  await processor.redis.flushall();
  [came, trouble] = [[], undefined];
}
afterEach(() => processor.stop());

/** The id of an order that was made so many days ago. */
function idOf(daysAgo: number): string {
  const prefix = orderIdPrefix(Date.parse(timeOf(daysAgo)));
  return prefix + newOrderId(0).slice(prefix.length);
}

function timeOf(daysAgo: number): string {
  return new Date(Date.now() - daysAgo * 86_400_000).toISOString();
}

/** Sends the message of an order that was made so many days ago and is not there. */
async function sendMessageOfNone(daysAgo: number): Promise<void> {
  const orderId = idOf(daysAgo);
  const producer = new QueueProducer(processor.app.get(RedisConnections), { name: ORDERS_QUEUE });
  await producer.enqueue({ type: ORDER_ACCEPTED, source: 'test', subject: orderId, data: { orderId } });
  await eventually(() => expect(came).toContain(orderId));
  await eventually(async () => expect(await processor.redis.xlen(keys.stream)).toBe(0));
}

it('lets a message go that has outlived its order', async () => {
  await start(30);
  await sendMessageOfNone(31);
  expect(await processor.redis.zcard(keys.dead)).toBe(0);
});

it.each([
  ['is too young to have been removed', 30, 29],
  ['should have been kept for ever', 0, 5_000],
])('sets a message aside whose order is missing and %s', async (_, retentionDays, daysAgo) => {
  await start(retentionDays);
  await sendMessageOfNone(daysAgo);
  expect(await processor.redis.zcard(keys.dead)).toBe(1);
});

it('lets no message of an old order go that fails for another reason', async () => {
  await start(30);
  trouble = new UnrecoverableError('broken');
  await sendMessageOfNone(31);
  expect(await processor.redis.zcard(keys.dead)).toBe(1);
});

it('removes orders by its setting', async () => {
  await start(30);
  const list = '{orders:0}:orders:status:completed';
  const [gone, kept] = [idOf(32), idOf(31)];
  await writeOrder(gone, { status: 'completed', updatedAt: timeOf(30.5) });
  await writeOrder(kept, { status: 'completed', updatedAt: timeOf(29.5) });
  await processor.redis.zadd(list, 0, gone, 0, kept);
  await processor.app.get(Retention).runOnce();
  expect(await processor.redis.keys('*:order:*')).toEqual([`{orders:0}:order:${kept}`]);
  expect(await processor.redis.zrange(list, '0', '-1')).toEqual([kept]);
});

function writeOrder(id: string, state: object): Promise<number> {
  const accepted = JSON.stringify({ customerId: '17850' });
  const entry = JSON.stringify([Date.now(), 'order.completed', 'completed', 'test']);
  return processor.redis.rpush(`{orders:0}:order:${id}`, accepted, JSON.stringify({ ...state, version: 1 }), entry);
}
