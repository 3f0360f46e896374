import { Redis } from 'ioredis';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PortTakenError } from './ports';
import { RedisServer, RedisStartError } from './redis-server';
import { SpawnedProcess } from './spawned-process';

describe('RedisServer', () => {
  let dir: string;
  let server: RedisServer;
  let client: Redis;

  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), 'redis-server-'));
    server = await RedisServer.start({ dir, tethered: true });
    client = connect(server.url);
  });

  afterEach(async () => {
    client.disconnect();
    await server.stop();
    await rm(dir, { recursive: true });
  });

  it('keeps what it has confirmed when it is killed', async () => {
    await client.set('order', 'accepted');
    const { pid, url } = server;
    await server.kill();
    await server.restart();
    expect(await client.get('order')).toBe('accepted');
    expect(server.pid).not.toBe(pid);
    expect(server.url).toBe(url);
  });

  it('restarts while it runs', async () => {
    await client.set('order', 'accepted');
    await server.restart();
    expect(await client.get('order')).toBe('accepted');
  });

  it('answers nothing while it is frozen, and everything afterwards', async () => {
    server.freeze();
    const answer = client.set('order', 'accepted');
    const impatient = new Redis(server.url, { commandTimeout: 50, enableReadyCheck: false, disconnectTimeout: 100 });
    impatient.on('error', () => undefined);
    await expect(impatient.get('order')).rejects.toThrow();
    impatient.disconnect();
    server.thaw();
    await expect(answer).resolves.toBe('OK');
  });

  it('stops when it is frozen, and when it has stopped', async () => {
    server.freeze();
    await server.stop();
    await server.stop();
    await server.kill();
    expect(await server.exited).toEqual({ code: 0, signal: null });
  });

  it('tells its port when that is taken', async () => {
    const other = join(dir, 'other');
    await expect(RedisServer.start({ dir: other, port: server.port })).rejects.toThrow(PortTakenError);
    await expect(RedisServer.start({ dir: other, port: server.port })).rejects.toThrow(`port ${server.port} is taken`);
  });

  it('tells what the server said when it does not start', async () => {
    const start = RedisServer.start({ dir: join(dir, 'other'), args: ['--no-such-setting', '1'] });
    await expect(start).rejects.toThrow(RedisStartError);
    await expect(start).rejects.toThrow(/no-such-setting/);
  });

  it('is not mistaken for another server on its port', async () => {
    const http = createServer().listen(0, '127.0.0.1');
    await once(http, 'listening');
    const { port } = http.address() as { port: number };
    await expect(RedisServer.start({ dir: join(dir, 'other'), port })).rejects.toThrow(`port ${port} is taken`);
    http.close();
  });
});

it('ends a tethered server when its parent is killed', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'redis-server-'));
  const parent = await startFromAnotherProcess(dir);
  const client = connect(parent.url, () => null);
  await client.ping();
  const ended = new Promise((resolve) => client.once('end', resolve));
  await parent.process.kill();
  await ended;
  await rm(dir, { recursive: true });
});

function connect(url: string, retryStrategy: () => number | null = () => 20): Redis {
  const client = new Redis(url, { retryStrategy, maxRetriesPerRequest: null, disconnectTimeout: 100 });
  // It is cut off on purpose here.
  client.on('error', () => undefined);
  return client;
}

async function startFromAnotherProcess(dir: string): Promise<{ process: SpawnedProcess; url: string }> {
  const script = `
    require(${JSON.stringify(join(__dirname, 'redis-server.ts'))})
      .RedisServer.start({ dir: ${JSON.stringify(dir)}, tethered: true })
      .then(({ url }) => console.log(url));
  `;
  let tell!: (url: string) => void;
  const url = new Promise<string>((resolve) => (tell = resolve));
  const register = require.resolve('@swc-node/register');
  const process_ = await SpawnedProcess.spawn(process.execPath, ['-r', register, '-e', script], {
    env: { ...process.env, SWCRC: 'true' },
    onLine: tell,
    tethered: true,
  });
  return { process: process_, url: await url };
}
