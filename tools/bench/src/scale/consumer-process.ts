import { freePort, SpawnedProcess, untilHealthy } from '@ofs/embedded-redis';
import { HttpClient, inWorkspace } from '@ofs/testing';
import type { Consumed } from './metered-consumer';

const START_TIMEOUT_MS = 30_000;
const ROUND_TIMEOUT_MS = 60_000;

/** The consumer, in a process of its own, so that what it takes can be told from what the measuring takes. */
export class ConsumerProcess {
  private constructor(
    private readonly child: SpawnedProcess,
    private readonly http: HttpClient,
  ) {}

  static async start(redisUrl: string): Promise<ConsumerProcess> {
    const port = await freePort();
    const main = inWorkspace('dist/tools/bench/src/scale/consumer.js');
    const child = await SpawnedProcess.spawn(process.execPath, ['--enable-source-maps', main, redisUrl, String(port)], {
      tethered: true,
    });
    const url = `http://127.0.0.1:${port}`;
    await untilHealthy(url, AbortSignal.timeout(START_TIMEOUT_MS));
    return new ConsumerProcess(child, new HttpClient({ url, connections: 1, timeoutMs: ROUND_TIMEOUT_MS }));
  }

  async consume(orders: number): Promise<Consumed> {
    const { status, text } = await this.http.post('/', String(orders), {});
    if (status !== 200) throw new Error(`The consumer failed: ${text}`);
    return JSON.parse(text) as Consumed;
  }

  async residentBytes(): Promise<number> {
    return (JSON.parse((await this.http.get('/')).text) as Consumed).residentBytes;
  }

  async stop(): Promise<void> {
    this.http.close();
    await this.child.kill();
  }
}
