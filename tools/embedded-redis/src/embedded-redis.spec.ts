import { Redis } from 'ioredis';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from './ports';
import { SpawnedProcess } from './spawned-process';

const main = join(__dirname, 'main.ts');
const register = require.resolve('@swc-node/register');

/** `nx serve` of this project in a workspace of its own. */
class Serve {
  private readonly waiting: { text: string; resolve: () => void }[] = [];
  private process!: SpawnedProcess;
  readonly lines: string[] = [];

  static async start(workspace: string, env: Record<string, string>): Promise<Serve> {
    const serve = new Serve();
    serve.process = await SpawnedProcess.spawn(process.execPath, ['-r', register, main], {
      cwd: workspace,
      env: { PATH: process.env.PATH, SWCRC: 'true', ...env },
      onLine: (line) => serve.hear(line),
      tethered: true,
    });
    return serve;
  }

  /** Resolves when it has written a line with this text. */
  async said(text: string): Promise<void> {
    if (this.lines.some((line) => line.includes(text))) return;
    const heard = new Promise<void>((resolve) => this.waiting.push({ text, resolve }));
    const ended = this.process.exited.then(() => Promise.reject(new Error(`ended with: ${this.lines.join('\n')}`)));
    await Promise.race([heard, ended]);
  }

  async interrupt(): Promise<number | null> {
    return (await this.process.stop(20_000)).code;
  }

  async kill(): Promise<void> {
    await this.process.kill();
  }

  async end(): Promise<{ code: number | null; lines: string[] }> {
    return { code: (await this.process.exited).code, lines: this.lines };
  }

  private hear(line: string): void {
    this.lines.push(line);
    for (const { text, resolve } of this.waiting) if (line.includes(text)) resolve();
  }
}

describe('the Redis of a workspace', () => {
  let workspace: string;
  let port: number;
  let clients: Redis[];
  let serves: Serve[];

  beforeEach(async () => {
    workspace = await mkdtemp(join(tmpdir(), 'workspace-'));
    port = await freePort();
    clients = [];
    serves = [];
  });

  afterEach(async () => {
    for (const client of clients) client.disconnect();
    // Only after a failed test any of them still runs.
    for (const serve of serves) await serve.kill();
    if (await isUp())
      await connect()
        .shutdown('NOSAVE')
        .catch(() => undefined);
    await rm(workspace, { recursive: true });
  });

  async function serve(env: Record<string, string> = {}, folder = workspace): Promise<Serve> {
    const started = await Serve.start(folder, { REDIS_PORT: String(port), ...env });
    serves.push(started);
    return started;
  }

  function connect(): Redis {
    const client = new Redis(port, { retryStrategy: () => null, disconnectTimeout: 100 });
    client.on('error', () => undefined);
    clients.push(client);
    return client;
  }

  async function isUp(): Promise<boolean> {
    const client = connect();
    const answer = await client.ping().catch(() => 'none');
    client.disconnect();
    return answer === 'PONG';
  }

  async function write(key: string): Promise<void> {
    const client = connect();
    await client.set(key, 'kept');
    await client.quit();
  }

  async function read(key: string): Promise<string | null> {
    const client = connect();
    const value = await client.get(key);
    await client.quit();
    return value;
  }

  it('keeps its data from one start to the next', async () => {
    const first = await serve();
    await first.said('started');
    await write('order');
    expect(await first.interrupt()).toBe(0);
    expect(await isUp()).toBe(false);

    const second = await serve();
    await second.said('started');
    expect(await read('order')).toBe('kept');
    expect(await second.interrupt()).toBe(0);
  });

  it('is shared: the last to leave stops it, whoever started it', async () => {
    const first = await serve();
    await first.said('started');
    const second = await serve();
    await second.said('found running');

    await first.interrupt();
    expect(first.lines.at(-1)).toContain('left running');
    expect(await isUp()).toBe(true);
    await second.interrupt();
    expect(second.lines.at(-1)).toBe('Redis: stopped');
    expect(await isUp()).toBe(false);
  });

  it('started twice at the same time is one', async () => {
    const [first, second] = await Promise.all([serve(), serve()]);
    await Promise.all([first.said(`Redis: redis://`), second.said(`Redis: redis://`)]);
    await first.interrupt();
    expect(await isUp()).toBe(true);
    await second.interrupt();
    expect(await isUp()).toBe(false);
  });

  it('outlives a killed user, and is stopped by the next', async () => {
    const first = await serve();
    await first.said('started');
    await write('order');
    await first.kill();

    const second = await serve();
    await second.said('found running');
    expect(await read('order')).toBe('kept');
    await second.interrupt();
    expect(await isUp()).toBe(false);
  });

  it('stops after its clients', async () => {
    const redis = await serve();
    await redis.said('started');
    const client = connect();
    await client.ping();
    const ended = redis.interrupt();
    expect(await client.set('order', 'handed back')).toBe('OK');
    await client.quit();
    await ended;
    expect(redis.lines.at(-1)).toBe('Redis: stopped');
  });

  it('is not started where something else listens', async () => {
    const other = createServer().listen(port, '127.0.0.1');
    await once(other, 'listening');
    const { code, lines } = await (await serve()).end();
    other.close();
    other.closeAllConnections();
    expect(code).toBe(1);
    expect(lines).toEqual([
      `port ${port} is taken; set REDIS_PORT to a free one (REDIS_PORT=${port + 1}), ` +
        `or REDIS_URL=redis://127.0.0.1:${port} to use the Redis there`,
    ]);
  });

  it('is not started beside the Redis of another workspace', async () => {
    const elsewhere = await mkdtemp(join(tmpdir(), 'workspace-'));
    const other = await serve({}, elsewhere);
    await other.said('started');
    const { code, lines } = await (await serve()).end();
    expect(code).toBe(1);
    expect(lines[0]).toContain(`port ${port} is taken`);
    expect(await other.interrupt()).toBe(0);
    await rm(elsewhere, { recursive: true });
  });

  it('is not started a second time on another port: both would write to the same files', async () => {
    const first = await serve();
    await first.said('started');
    const { code, lines } = await (await serve({ REDIS_PORT: String(await freePort()) })).end();
    expect(code).toBe(1);
    expect(lines[0]).toMatch(new RegExp(`runs on port ${port}; set REDIS_PORT=${port} to use it$`));
    await first.interrupt();
  });

  it('tells when the server ends by itself', async () => {
    const redis = await serve();
    await redis.said('started');
    connect()
      .shutdown('NOSAVE')
      .catch(() => undefined);
    const { code, lines } = await redis.end();
    expect(code).toBe(1);
    expect(lines.at(-1)).toBe('Redis has ended; its log is .data/redis/redis.log');
  });

  it('is the one of REDIS_URL where that is set, and its password stays unsaid', async () => {
    const redis = await serve({ REDIS_URL: 'redis://:secret@redis.example:6379' });
    await redis.said('Redis: the one at redis.example:6379, from REDIS_URL');
    expect(await isUp()).toBe(false);
    expect(await redis.interrupt()).toBe(0);
  });

  it('names a wrong REDIS_PORT', async () => {
    const { code, lines } = await (await serve({ REDIS_PORT: 'http' })).end();
    expect(code).toBe(1);
    expect(lines).toEqual(['REDIS_PORT must be a port between 1 and 65535, not "http"']);
  });
});
