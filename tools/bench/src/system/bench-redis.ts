import { RedisServer } from '@ofs/testing';
import { RedisMeter } from './redis-meter';

export const fsyncModes = ['always', 'everysec'] as const;

/** When Redis writes what it confirms to the disk: before it answers, or once a second. */
export type Fsync = (typeof fsyncModes)[number];

/** A Redis to measure with, and what tells what it has done. */
export class BenchRedis {
  private constructor(
    readonly fsync: Fsync,
    readonly meter: RedisMeter,
    private readonly server: RedisServer,
  ) {}

  /** @param dir where it keeps its data */
  static async start(dir: string, fsync: Fsync): Promise<BenchRedis> {
    const server = await RedisServer.start({
      dir,
      // A rewrite of the file takes a core for as long as it lasts, and would fall into a round of one side and not of another.
      args: ['--appendfsync', fsync, '--auto-aof-rewrite-percentage', '0'],
      tethered: true,
    });
    return new BenchRedis(fsync, new RedisMeter(server.url), server);
  }

  get url(): string {
    return this.server.url;
  }

  async stop(): Promise<void> {
    this.meter.close();
    await this.server.kill();
  }
}
