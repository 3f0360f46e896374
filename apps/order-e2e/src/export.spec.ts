import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { useRedis } from '@ofs/testing';
import { Redis } from 'ioredis';
import { ordersIn, runExport, startExport } from '../test/export-command';
import { useSystem } from '../test/system';

let folder: string;
beforeAll(async () => (folder = await mkdtemp(join(tmpdir(), 'export-'))));
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('an export', () => {
  const system = useSystem();
  const settings = (): Record<string, string> => system().redisSettings;
  const idsOf = (output: string): string[] => ordersIn(output).map(({ id }) => id);

  it('has every order as the API shows it, with its timeline, the oldest first', async () => {
    const ids = await system().placeMany(5);
    await system().expectFulfilledOnce(ids);
    const { code, output, said } = await runExport(settings());
    expect(said).toBe('5 orders written\n');
    expect(code).toBe(0);
    expect(idsOf(output)).toEqual([...ids].sort());
    for (const exported of ordersIn(output)) {
      const { links: _, supportedActions: _a, ...order } = await system().order(exported.id);
      expect(exported).toEqual({ ...order, timeline: await system().timeline(exported.id) });
    }
  });

  it('keeps to what is asked for', async () => {
    const [first] = ordersIn((await runExport(settings())).output);
    const declined = await system().place({ payment: { token: 'tok_decline' } });
    await system().untilStatus(declined, 'rejected');
    const exported = async (...args: string[]): Promise<string[]> =>
      idsOf((await runExport(settings(), ...args)).output);
    expect(await exported('--status', 'rejected')).toEqual([declined]);
    expect(await exported('--status', 'completed,rejected')).toEqual(expect.arrayContaining([first!.id, declined]));
    expect(await exported('--created-before', first!.createdAt)).toEqual([]);
    expect(await exported('--created-after', first!.createdAt)).toContain(declined);
    expect(await exported('--created-after', first!.createdAt)).not.toContain(first!.id);
  });

  it('goes to a file, which is there once all is in it', async () => {
    const out = join(folder, 'orders.ndjson');
    const { code, output } = await runExport(settings(), '--out', out);
    expect([code, output]).toEqual([0, '']);
    expect(await readFile(out, 'utf8')).toBe((await runExport(settings())).output);
    expect(await readdir(folder)).toEqual(['orders.ndjson']);
  });

  it('misses and repeats nothing while orders come', async () => {
    const before = idsOf((await runExport(settings())).output);
    before.push(...(await system().placeMany(300)));
    const coming = new AbortController();
    const placing = Promise.all(
      Array.from({ length: 4 }, async () => {
        while (!coming.signal.aborted) await system().place();
      }),
    );
    const { code, output } = await runExport(settings());
    coming.abort();
    await placing;
    expect(code).toBe(0);
    const ids = idsOf(output);
    expect(ids).toEqual([...new Set(ids)].sort());
    expect(ids).toEqual(expect.arrayContaining(before));
  });

  it('ends when nobody takes it any more', async () => {
    const child = startExport(settings());
    child.stdout.destroy();
    const said = text(child.stderr);
    expect(await once(child, 'exit')).toEqual([1, null]);
    expect(await said).toContain('Nobody takes the orders any more');
  });

  it.each([
    [['--status', 'lost'], '--status must be one of accepted, '],
    [['--created-after', 'yesterday'], '--created-after must be an RFC 3339 time'],
    [['--to', 'somewhere'], "Unknown option '--to'"],
    [['--out'], "'--out <value>' argument missing"],
    [['--out', '/nowhere/orders.ndjson'], 'The orders cannot be written: ENOENT'],
    [['--out', __dirname], `--out must name a file, and ${__dirname} is a folder`],
  ])('with %j says what is wrong', async (args, message) => {
    const { code, output, said } = await runExport(settings(), ...args);
    expect([code, output]).toEqual([1, '']);
    expect(said).toContain(message);
    expect(said).not.toContain('orders written');
  });

  it('names a wrong setting', async () => {
    const { code, said } = await runExport({ ...settings(), PARTITIONS: 'many' });
    expect(code).toBe(1);
    expect(said).toContain('PARTITIONS must be an integer number, not "many"');
  });

  it('leaves no file that is not whole when Redis is away, and says so in a sentence', async () => {
    await system().redis.kill();
    const { code, output, said } = await runExport(settings(), '--out', join(folder, 'away.ndjson'));
    expect([code, output]).toEqual([1, '']);
    const address = new URL(system().redis.url).host;
    const why = `Redis does not answer at ${address} (connect ECONNREFUSED ${address})`;
    expect(said).toBe(`${why}: start it, or let REDIS_URL say where it is\n`);
    expect((await readdir(folder)).join()).not.toContain('away');
    await system().redis.restart();
  });

  it('does not tell a password', async () => {
    const url = new URL(system().redis.url);
    Object.assign(url, { username: 'someone', password: 'hunter2' });
    const { code, said } = await runExport({ ...settings(), REDIS_URL: url.href });
    expect([code, said]).toEqual([
      1,
      expect.stringMatching(`^Redis does not answer at ${url.host} \\(WRONGPASS .*\n$`),
    ]);
  });
});

describe('an export from a cluster', () => {
  const system = useSystem({ processors: 0, partitions: 5 });

  it('has the orders of all partitions, the oldest first', async () => {
    const ids = await system().placeMany(60);
    const { code, output } = await runExport(system().redisSettings);
    expect(code).toBe(0);
    expect(ordersIn(output).map(({ id }) => id)).toEqual([...ids].sort());
  });

  it('is refused when it would have those of some partitions only', async () => {
    const { code, output, said } = await runExport({ ...system().redisSettings, PARTITIONS: '2' });
    expect([code, output]).toEqual([1, '']);
    expect(said).toContain('spread over 5 partitions, and PARTITIONS is 2');
  });
});

describe('an export of nothing', () => {
  const redis = useRedis();

  it('is empty, and writes nothing into Redis', async () => {
    const { code, output, said } = await runExport({ REDIS_URL: redis.url, PARTITIONS: '3' });
    expect({ code, output, said }).toEqual({ code: 0, output: '', said: '0 orders written\n' });
    const client = new Redis(redis.url);
    expect(await client.dbsize()).toBe(0);
    client.disconnect();
  });
});
