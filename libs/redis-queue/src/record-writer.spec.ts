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

function version(from: number | '', to: number) {
  return { guard: { key: record, field: 'version', equals: from }, writes: [['HSET', record, 'version', to] as const] };
}

it('writes where the guard holds, and nothing where it does not', async () => {
  await expect(writer.write(version('', 1))).resolves.toBe('written');
  await expect(writer.write(version(7, 8))).resolves.toBe('stale');
  await expect(writer.write(version(1, 2))).resolves.toBe('written');
  expect(await queue.redis.hgetall(record)).toEqual({ version: '2' });
});

it('lets one of many through that were made from the same version', async () => {
  const results = await Promise.all(Array.from({ length: 50 }, (_, n) => writer.write(version('', n + 1))));
  expect(results.filter((result) => result === 'written')).toHaveLength(1);
});

it('says so when Redis does not answer', async () => {
  await queue.server.kill();
  await expect(writer.write(version('', 1))).rejects.toThrow(RedisUnavailableError);
  await queue.server.restart();
});
