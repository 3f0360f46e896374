import { once } from 'node:events';
import { Logger, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { Redis } from 'ioredis';
import { RedisUnavailableError } from './errors';
import { isOutage } from './redis-reply';

export interface ConnectionOptions {
  /** Such as `redis://:password@host:6379/0`. */
  url: string;
  /**
   * How long one command may take, in milliseconds. Callers get an error after it, though the command may still happen.
   * @default 1_500
   */
  commandTimeoutMs?: number;
}

/**
 * The process's connections to Redis: one for commands, shared, and one for each blocked read. They reconnect for ever by
 * themselves, and fail a command at once while they are not connected: a command that waits in memory for a server that may
 * never come back is neither done nor refused.
 */
export class RedisConnections implements OnModuleInit, OnApplicationShutdown {
  readonly commands: Redis;
  private readonly all: Redis[] = [];
  private readonly commandTimeoutMs: number;
  private readonly logger = new Logger(RedisConnections.name);

  constructor(private readonly options: ConnectionOptions) {
    const commandTimeout = (this.commandTimeoutMs = options.commandTimeoutMs ?? 1_500);
    // A half-open connection answers nothing and closes never: after twice the time a command may take, it is dropped.
    this.commands = this.open({ commandTimeout, socketTimeout: commandTimeout * 2 });
  }

  /** Gives the first connection a moment, so that the first command finds it. Without Redis the service starts all the same. */
  async onModuleInit(): Promise<void> {
    if (this.commands.status === 'ready') return;
    const enough = AbortSignal.timeout(this.commandTimeoutMs);
    await once(this.commands, 'ready', { signal: enough }).catch(() => undefined);
  }

  /** Runs a command. @throws RedisUnavailableError when Redis cannot answer now */
  async ask<T>(command: (redis: Redis) => Promise<T>): Promise<T> {
    try {
      return await command(this.commands);
    } catch (cause) {
      throw isOutage(cause) ? new RedisUnavailableError({ cause }) : cause;
    }
  }

  /** A connection of its own, as a blocked read holds up every other command on it. Its caller bounds how long that takes. */
  openForBlocking(): Redis {
    return this.open({});
  }

  async onApplicationShutdown(): Promise<void> {
    await Promise.all(this.all.map((redis) => this.close(redis)));
  }

  async close(redis: Redis): Promise<void> {
    // QUIT lets what was sent before it finish; a connection that is not up has nothing to finish.
    const finished = redis.status === 'ready' && (await redis.quit().catch(() => undefined));
    if (!finished) redis.disconnect();
  }

  private open(timeouts: { commandTimeout?: number; socketTimeout?: number }): Redis {
    const redis = new Redis(this.options.url, {
      ...timeouts,
      enableOfflineQueue: false,
      // A command whose answer was lost is its caller's to repeat: only the caller knows whether that is safe.
      autoResendUnfulfilledCommands: false,
      maxRetriesPerRequest: null,
      retryStrategy: (failures) => Math.min(50 * 2 ** Math.min(failures, 6), 2_000) * (0.5 + Math.random() / 2),
      connectTimeout: 2_000,
    });
    this.logChanges(redis);
    this.all.push(redis);
    return redis;
  }

  /** One line when the connection is lost and one when it is back, not one for each attempt in between. */
  private logChanges(redis: Redis): void {
    let lost = false;
    redis.on('error', (err: Error) => {
      if (!lost)
        this.logger.warn(
          { err: { code: (err as NodeJS.ErrnoException).code, message: err.message } },
          'Redis is out of reach; reconnecting',
        );
      lost = true;
    });
    redis.on('ready', () => {
      if (lost) this.logger.log('Redis is back');
      lost = false;
    });
  }
}
