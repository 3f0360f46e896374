import { appendFile, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { repairAppendOnlyFile } from './append-only-file';
import { ensureRedisBinary } from './redis-binary';
import { RedisServer } from './redis-server';

let folder: string;
let server: RedisServer;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'torn-'));
  server = await RedisServer.start({ dir: folder, tethered: true });
});
afterEach(async () => {
  await server.kill();
  await rm(folder, { recursive: true });
});

async function ask<T>(command: (redis: Redis) => Promise<T>): Promise<T> {
  const redis = new Redis(server.url);
  try {
    return await command(redis);
  } finally {
    redis.disconnect();
  }
}

const half = '*1\r\n$5\r\nMULTI\r\n*3\r\n$5\r\nRPUSH\r\n$4\r\nlist\r\n$4\r\nhalf\r\n';

async function appendOnlyFile(): Promise<string> {
  const parts = await readdir(join(folder, 'appendonlydir'));
  return join(
    folder,
    'appendonlydir',
    parts.find((name) => name.endsWith('.incr.aof'))!,
  );
}

it('takes off what was written by half, so that no later restart carries it out', async () => {
  await ask((redis) => redis.rpush('list', 'before'));
  await server.kill();
  const file = await appendOnlyFile();
  const whole = await readFile(file, 'utf8');
  await appendFile(file, `${half}*3\r\n$3\r\nSET`);

  expect(await repairAppendOnlyFile(await ensureRedisBinary(), folder)).toBe(true);
  expect(await readFile(file, 'utf8')).toBe(whole);
  await server.restart();
  await ask((redis) => redis.multi().rpush('list', 'after').set('key', 'value').exec());
  await server.restart();
  expect(await ask((redis) => redis.lrange('list', 0, -1))).toEqual(['before', 'after']);
});

it('is done and counted whenever a server of ours starts', async () => {
  await ask((redis) => redis.rpush('list', 'before'));
  await server.kill();
  await appendFile(await appendOnlyFile(), half);
  await server.restart();
  await ask((redis) => redis.multi().rpush('list', 'after').exec());
  await server.restart();
  expect(server.repairs).toBe(1);
  expect(await ask((redis) => redis.lrange('list', 0, -1))).toEqual(['before', 'after']);
});

it('leaves a whole file as it is', async () => {
  await ask((redis) => redis.multi().rpush('list', 'one').rpush('list', 'two').exec());
  await server.kill();
  expect(await repairAppendOnlyFile(await ensureRedisBinary(), folder)).toBe(false);
  await server.restart();
  expect(await ask((redis) => redis.lrange('list', 0, -1))).toEqual(['one', 'two']);
});
