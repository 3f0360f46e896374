import { Redis } from 'ioredis';
import { useRedis } from './use-redis';

const redis = useRedis({ args: ['--maxmemory', '64mb'] });

it('gives the suite a Redis that keeps what it confirms', async () => {
  const client = new Redis(redis.url);
  try {
    expect(await client.config('GET', 'append*')).toEqual(expect.arrayContaining(['appendonly', 'yes']));
    expect(await client.config('GET', 'appendfsync')).toEqual(['appendfsync', 'always']);
    expect(await client.config('GET', 'maxmemory*')).toEqual(
      expect.arrayContaining(['maxmemory', String(64 * 1024 * 1024), 'maxmemory-policy', 'noeviction']),
    );
  } finally {
    client.disconnect();
  }
});

describe('what uses it', () => {
  const own = useRedis();
  let lastWord: string | undefined;
  own.stopsAfter(async () => {
    const client = new Redis(own.url);
    lastWord = await client.ping();
    client.disconnect();
  });
  // Called after that of useRedis().
  afterAll(() => expect(lastWord).toBe('PONG'));

  it('is stopped before it', () => expect(lastWord).toBeUndefined());
});
