import { freePort, RedisServer } from '@ofs/embedded-redis';
import { FaultyProxy, inWorkspace } from '@ofs/testing';
import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { processorName } from '../faults/fault-plan';
import type { Sabotage } from '../sabotage/sabotages';
import { Service, type ServiceOptions } from './service';

export interface SystemOptions {
  /** Where Redis' data, the sandbox's journal and the logs go. */
  folder: string;
  consumers: number;
  /** Of each order-processor, by the names of their variables. */
  processorSettings: Readonly<Record<string, string>>;
  sabotage?: Sabotage;
  /** Is told of a process that ended in a way nobody asked for. */
  onIncident: (incident: string) => void;
  /** Is told of every line of a log that is an error. */
  onError: (line: string) => void;
}

/** The whole system on ports and in a folder of its own, with a proxy on each way that faults can happen on. */
export class System {
  /** The ways of the API and of each processor to Redis, that of the `clients` to the API, and that of the processors to the `providers`. */
  readonly proxies = new Map<string, FaultyProxy>();
  readonly processors: Service[] = [];
  readonly sandbox: Service;
  readonly api: Service;

  private constructor(
    private readonly options: SystemOptions,
    readonly redis: RedisServer,
    ports: { sandbox: number; api: number },
  ) {
    this.sandbox = this.service('sandbox', 'provider-sandbox', ports.sandbox, {
      SANDBOX_JOURNAL: this.journal,
      SANDBOX_HOLD_MS: '5000',
    });
    this.api = this.service('api', 'order-api', ports.api, {});
  }

  static async start(options: SystemOptions): Promise<System> {
    await mkdir(join(options.folder, 'logs'), { recursive: true });
    const redis = await RedisServer.start({ dir: join(options.folder, 'redis'), tethered: true });
    const ports = { sandbox: await freePort(), api: await freePort() };
    const system = new System(options, redis, ports);
    try {
      await system.startAll(ports);
    } catch (error) {
      await system.stop();
      throw error;
    }
    return system;
  }

  /** Where clients reach the API. */
  get url(): string {
    return `http://127.0.0.1:${this.proxies.get('clients')!.port}`;
  }

  /** The file with all that the sandbox has done. */
  get journal(): string {
    return join(this.options.folder, 'journal.ndjson');
  }

  processOf(name: string): Service {
    const found = [this.api, this.sandbox, ...this.processors].find((service) => service.name === name);
    if (found === undefined) throw new RangeError(`There is no process ${name}`);
    return found;
  }

  /** Starts what has ended by itself and nobody has started since: the audit needs it. */
  async revive(): Promise<void> {
    const ended = [this.sandbox, this.api, ...this.processors].filter(({ isRunning }) => !isRunning);
    await Promise.all(ended.map((service) => service.start()));
  }

  /** Ends everything at once, whatever state it is in. */
  async stop(): Promise<void> {
    await Promise.all([this.api, ...this.processors, this.sandbox].map((service) => service.kill()));
    await Promise.all([...this.proxies.values()].map((proxy) => proxy.close()));
    await this.redis.kill();
  }

  private async startAll(ports: { sandbox: number; api: number }): Promise<void> {
    this.proxies.set('clients', await FaultyProxy.before(ports.api));
    this.proxies.set('providers', await FaultyProxy.before(ports.sandbox));
    this.proxies.set('api', await FaultyProxy.before(this.redis.port));
    for (let number = 1; number <= this.options.consumers; number++) {
      const name = processorName(number);
      this.proxies.set(name, await FaultyProxy.before(this.redis.port));
      this.processors.push(this.service(name, 'order-processor', await freePort(), this.options.processorSettings));
    }
    const services = [this.sandbox, this.api, ...this.processors];
    await Promise.all(services.map((service) => service.start()));
    await Promise.all(services.map((service) => service.ready()));
  }

  private service(name: string, app: ServiceOptions['app'], port: number, settings: NodeJS.ProcessEnv): Service {
    const log = createWriteStream(join(this.options.folder, 'logs', `${name}.log`), { flags: 'a' });
    const { sabotage, onIncident } = this.options;
    const preload = sabotage?.preload;
    return new Service({
      app,
      name,
      port,
      // Made anew at each start: its way to Redis is not there yet when the service is described.
      env: () => ({ ...process.env, ...this.connectionsOf(name), ...settings }),
      preload: preload?.into === app ? inWorkspace('dist/tools/prove/src/sabotage', preload.file) : undefined,
      onLine: (line) => {
        log.write(`${line}\n`);
        if (isError(line)) this.options.onError(`${name}: ${line}`);
      },
      onIncident,
    });
  }

  private connectionsOf(name: string): NodeJS.ProcessEnv {
    const way = this.proxies.get(name);
    const providersUrl = `http://127.0.0.1:${this.proxies.get('providers')!.port}`;
    return {
      REDIS_URL: way === undefined ? '' : `redis://127.0.0.1:${way.port}`,
      PAYMENT_GATEWAY_URL: providersUrl,
      CARRIER_URL: providersUrl,
      DEFAULT_PAYMENT_TOKEN: '',
      LOG_LEVEL: 'info',
    };
  }
}

/** Trouble that the services expect is a warning to them; an error is what should not be. */
function isError(line: string): boolean {
  return /"level":"(error|fatal)"/.test(line);
}
