import { once } from 'node:events';
import type { Redis } from 'ioredis';
import { Logger, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { RedisUnavailableError } from './errors';
import { mastersOf, openClient, type RedisAddress, type RedisClient, type Timeouts } from './redis-client';
import { isOutage } from './redis-reply';

export interface ConnectionOptions extends RedisAddress {
  /**
   * How long one command may take, in milliseconds. Callers get an error after it, though the command may still happen.
   * @default 1_500
   */
  commandTimeoutMs?: number;
  /**
   * How many replicas must have an enqueued message before it is confirmed. It survives the loss of the server then, as long as
   * one of those takes its place. @default 0
   */
  minReplicas?: number;
}

/**
 * The process's connections to Redis: one for commands, shared, and one for each blocked read. They reconnect for ever by
 * themselves, and fail a command at once while they are not connected: a command that waits in memory for a server that may
 * never come back is neither done nor refused.
 */
export class RedisConnections implements OnModuleInit, OnApplicationShutdown {
  readonly commands: RedisClient;
  private readonly all: RedisClient[] = [];
  private readonly faults = new Map<RedisClient, Error>();
  private readonly commandTimeoutMs: number;
  private readonly logger = new Logger(RedisConnections.name);

  constructor(private readonly options: ConnectionOptions) {
    const commandTimeout = (this.commandTimeoutMs = options.commandTimeoutMs ?? 1_500);
    // A half-open connection answers nothing and closes never: after twice the time a command may take, it is dropped.
    this.commands = this.open({ commandTimeout, socketTimeout: commandTimeout * 2 });
  }

  /** Gives the first connection a moment, so that the first command finds it. Without Redis the service starts all the same. */
  async onModuleInit(): Promise<void> {
    const enough = AbortSignal.timeout(this.commandTimeoutMs);
    if (this.commands.status !== 'ready') await once(this.commands, 'ready', { signal: enough }).catch(() => undefined);
    // A cluster's client is ready before it has connected to the servers that it has found.
    await Promise.all(this.servers.map((server) => server.ping().catch(() => undefined)));
  }

  /** Why there is no connection for commands, while there is none and that is known. */
  get fault(): Error | undefined {
    return this.faults.get(this.commands);
  }

  get minReplicas(): number {
    return this.options.minReplicas ?? 0;
  }

  /** Runs a command. @throws RedisUnavailableError when Redis cannot answer now */
  async ask<T>(command: (redis: RedisClient) => Promise<T>): Promise<T> {
    try {
      return await command(this.commands);
    } catch (cause) {
      throw isOutage(cause) ? new RedisUnavailableError({ cause }) : cause;
    }
  }

  /** The connections to the servers that hold keys, for what is asked of a server rather than of a key. */
  get servers(): Redis[] {
    return mastersOf(this.commands);
  }

  /** A connection of its own, as a blocked read holds up every other command on it. Its caller bounds how long that takes. */
  openForBlocking(): RedisClient {
    return this.open({});
  }

  async onApplicationShutdown(): Promise<void> {
    await Promise.all(this.all.map((redis) => this.close(redis)));
  }

  async close(redis: RedisClient): Promise<void> {
    // QUIT lets what was sent before it finish; a connection that is not up has nothing to finish.
    const finished = redis.status === 'ready' && (await redis.quit().catch(() => undefined));
    if (!finished) redis.disconnect();
  }

  private open(timeouts: Timeouts): RedisClient {
    const redis = openClient(this.options, timeouts);
    this.logChanges(redis);
    this.all.push(redis);
    return redis;
  }

  /** One line when the connection is lost and one when it is back, not one for each attempt in between. */
  private logChanges(redis: RedisClient): void {
    redis.on('error', (err: Error) => {
      if (!this.faults.has(redis))
        this.logger.warn(
          { err: { code: (err as NodeJS.ErrnoException).code, message: err.message } },
          'Redis is out of reach; reconnecting',
        );
      this.faults.set(redis, err);
    });
    redis.on('ready', () => {
      if (this.faults.delete(redis)) this.logger.log('Redis is back');
    });
  }
}
