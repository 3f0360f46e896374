import { useRedis } from '@ofs/testing';
import { TestQueue } from '../test/queue-kit';
import { RedisUnavailableError } from './errors';
import { RecordWriter } from './record-writer';

const redis = useRedis();
let queue: TestQueue;
let writer: RecordWriter;
let record: string;
beforeEach(async () => {
  queue = await TestQueue.open(redis);
  writer = new RecordWriter(queue.connections);
  record = `{${queue.name}:0}:record`;
});
afterEach(() => queue.close());

function afterwards(length: number, element: string) {
  return { guard: { key: record, length }, writes: [['RPUSH', record, element] as const] };
}

it('writes where the guard holds, and nothing where it does not', async () => {
  await expect(writer.write(afterwards(0, 'a'))).resolves.toBe('written');
  await expect(writer.write(afterwards(7, 'b'))).resolves.toBe('stale');
  await expect(writer.write(afterwards(1, 'c'))).resolves.toBe('written');
  expect(await queue.redis.lrange(record, 0, -1)).toEqual(['a', 'c']);
});

it('makes every write of a set', async () => {
  const other = `${queue.keys.tag}:other`;
  await writer.write({
    writes: [
      ['RPUSH', record, 'a', 'b'],
      ['SET', other, 1],
      ['RPUSH', record, 'c'],
    ],
  });
  expect([await queue.redis.lrange(record, 0, -1), await queue.redis.get(other)]).toEqual([['a', 'b', 'c'], '1']);
});

it('lets one of many through that were made from the same version', async () => {
  const results = await Promise.all(Array.from({ length: 50 }, (_, n) => writer.write(afterwards(0, String(n)))));
  expect(results.filter((result) => result === 'written')).toHaveLength(1);
});

it('says so when Redis does not answer', async () => {
  await queue.server.kill();
  await expect(writer.write(afterwards(0, 'a'))).rejects.toThrow(RedisUnavailableError);
  await queue.server.restart();
});
