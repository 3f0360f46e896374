import type { OrderDto } from '@ofs/contracts';
import { type ChainableCommander, Redis } from 'ioredis';
import type { Stored, StoredLetter, StoredOrder, StoredQueue, StoredReservation, StoredStock } from './evidence';

/** So many commands go to Redis at once. */
const CHUNK = 500;
/** What an order was accepted as and where it stands come before what happened to it. */
const BEFORE_TIMELINE = 2;
const PREFIX = /^\{orders:(\d+)\}:/;

/** Reads everything there is, straight from Redis and key by key: what no service would ever look at is seen too. */
export async function readRedis(url: string): Promise<Stored> {
  const redis = new Redis(url);
  try {
    const keys = await allKeys(redis);
    const partitions = new Set(keys.map((key) => Number(PREFIX.exec(key)?.[1] ?? 0)));
    return {
      orders: await readOrders(redis, keys),
      lists: await readLists(redis, keys),
      queues: await Promise.all([...partitions].map((partition) => readQueue(redis, partition))),
      stock: await readStock(redis, keys),
      reservations: await readReservations(redis, keys),
      waiting: await readMembers(redis, keys, /^(backorders:|woken:|backorder-ends$)/),
      arrived: keys.flatMap((key) => after('arrived:', key) ?? []),
    };
  } finally {
    redis.disconnect();
  }
}

async function allKeys(redis: Redis): Promise<string[]> {
  const keys = new Set<string>();
  for await (const page of redis.scanStream({ count: 1_000 })) for (const key of page as string[]) keys.add(key);
  return [...keys];
}

async function readOrders(redis: Redis, keys: string[]): Promise<Map<string, StoredOrder>> {
  const records = keys.filter((key) => rest(key).startsWith('order:'));
  const fields = await inChunks(redis, records, (pipeline, key) => pipeline.lrange(key, 0, 1).llen(key));
  const orders = new Map<string, StoredOrder>();
  records.forEach((key, index) => {
    const [accepted, state] = fields[index * 2] as string[];
    const { status, version } = JSON.parse(state ?? '{}') as OrderDto;
    orders.set(rest(key).slice('order:'.length), {
      accepted: JSON.parse(accepted ?? '{}') as OrderDto,
      status,
      version,
      timelineLength: (fields[index * 2 + 1] as number) - BEFORE_TIMELINE,
    });
  });
  return orders;
}

async function readLists(redis: Redis, keys: string[]): Promise<Map<string, string[]>> {
  const lists = await readMembers(redis, keys, /^orders:/);
  return new Map([...lists].map(([name, ids]) => [name.slice('orders:'.length), ids]));
}

/** The members of sorted sets, by their names. Partitions of one set are told as one. */
async function readMembers(redis: Redis, keys: string[], names: RegExp): Promise<Map<string, string[]>> {
  const found = keys.filter((key) => names.test(rest(key)));
  const members = await inChunks(redis, found, (pipeline, key) => pipeline.zrange(key, '0', '-1'));
  const sets = new Map<string, string[]>();
  found.forEach((key, index) => {
    const name = rest(key);
    sets.set(name, [...(sets.get(name) ?? []), ...(members[index] as string[])]);
  });
  return sets;
}

async function readStock(redis: Redis, keys: string[]): Promise<Map<string, StoredStock>> {
  const found = await readHashes(redis, keys, 'stock:');
  return new Map(
    found.map(([sku, { onHand, reserved }]) => [sku, { onHand: Number(onHand), reserved: Number(reserved ?? 0) }]),
  );
}

async function readReservations(redis: Redis, keys: string[]): Promise<Map<string, StoredReservation>> {
  const found = await readHashes(redis, keys, 'reservation:');
  return new Map(
    found.map(([id, { state = '', ...fields }]) => {
      const units = Object.entries(fields).map(([name, count]) => [name.slice('sku:'.length), Number(count)] as const);
      return [id, { state, units: new Map(units) }];
    }),
  );
}

/** Each with what its key says after this. */
async function readHashes(redis: Redis, keys: string[], name: string): Promise<[string, Record<string, string>][]> {
  const found = keys.filter((key) => after(name, key) !== undefined);
  const hashes = await inChunks(redis, found, (pipeline, key) => pipeline.hgetall(key));
  return found.map((key, index) => [after(name, key)!, hashes[index] as Record<string, string>]);
}

async function readQueue(redis: Redis, partition: number): Promise<StoredQueue> {
  const key = (name: string) => `{orders:${partition}}:${name}`;
  const [entries, delayed, letterIds, letters, groups] = await Promise.all([
    redis.xrange(key('stream'), '-', '+'),
    redis.zrange(key('delayed'), '0', '-1'),
    redis.zrange(key('dead'), '0', '-1'),
    redis.hgetall(key('dead-letters')),
    redis.xinfo('GROUPS', key('stream')).catch(() => []) as Promise<unknown[][]>,
  ]);
  return {
    waiting: entries.map(([, fields]) => subjectOf(fields[1] ?? '')),
    pending: groups.reduce((sum, group) => sum + Number(group[group.indexOf('pending') + 1]), 0),
    delayed: delayed.map(subjectOf),
    letters: Object.values(letters).map(letterOf),
    letterIds,
  };
}

function letterOf(text: string): StoredLetter {
  const { id, reason, message } = JSON.parse(text) as { id: string; reason: string; message: string };
  return { id, reason, subject: subjectOf(message) };
}

function subjectOf(wire: string): string {
  return (JSON.parse(wire) as { subject: string }).subject;
}

function rest(key: string): string {
  return key.replace(PREFIX, '');
}

function after(name: string, key: string): string | undefined {
  return rest(key).startsWith(name) ? rest(key).slice(name.length) : undefined;
}

async function inChunks(
  redis: Redis,
  keys: string[],
  ask: (pipeline: ChainableCommander, key: string) => void,
): Promise<unknown[]> {
  const results: unknown[] = [];
  for (let start = 0; start < keys.length; start += CHUNK) {
    const pipeline = redis.pipeline();
    for (const key of keys.slice(start, start + CHUNK)) ask(pipeline, key);
    for (const [error, result] of (await pipeline.exec()) ?? []) {
      if (error !== null) throw error;
      results.push(result);
    }
  }
  return results;
}
