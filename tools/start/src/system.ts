import { EmbeddedRedis, REDIS_FOLDER } from '@ofs/embedded-redis';
import type { LaunchPlan } from './launch-plan';
import { Service } from './service';

export interface SystemOptions {
  plan: LaunchPlan;
  env: NodeJS.ProcessEnv;
  onLine: (service: string, line: string) => void;
  say: (sentence: string) => void;
}

/** Why Redis could not start, if it could not: known before anything starts. */
export async function redisFaults({ redisUrl, redisPort }: LaunchPlan): Promise<string[]> {
  if (redisUrl !== undefined) return [];
  return EmbeddedRedis.check({ dir: REDIS_FOLDER, port: redisPort }).then(
    () => [],
    (error: Error) => [error.message],
  );
}

/** Redis and the services, from the first to start to the last to stop. */
export class System {
  private redis?: EmbeddedRedis;
  private readonly services: Service[] = [];
  private spawned?: Promise<void>;
  private stopping = false;
  private forced = false;
  private tellCrash!: (sentence: string) => void;

  /** Resolves, with a sentence about it, when one of them has ended by itself. */
  readonly crashed = new Promise<string>((resolve) => (this.tellCrash = resolve));

  constructor(private readonly options: SystemOptions) {}

  /** Resolves when every service takes requests. May take for ever when one crashes. */
  async start(): Promise<void> {
    this.spawned = this.spawnAll();
    await this.spawned;
    await Promise.all(this.services.map((service) => service.ready(this.options.say)));
  }

  /** Stops the services one by one, the last to start first, and Redis after them. */
  async stop(): Promise<void> {
    this.stopping = true;
    // What is being started at this moment would be left behind. If it fails, `start` tells.
    await this.spawned?.catch(() => undefined);
    for (const service of this.services.toReversed()) {
      if (service.isRunning && !this.forced) this.options.say(`Stopping ${service.name}`);
      await service.stop();
    }
    if (this.redis === undefined) return;
    this.options.say('Stopping Redis');
    if (!(await this.redis.leave())) this.options.say(`Redis stays up at ${this.redis.url}: others use it`);
  }

  /** Makes `stop` end at once: nothing in flight is finished or handed back. */
  force(): void {
    this.forced = true;
    for (const service of this.services) service.kill();
  }

  private async spawnAll(): Promise<void> {
    await this.startRedis();
    for (const planned of this.options.plan.services) {
      if (this.stopping) return;
      await this.startService(planned);
    }
  }

  private async startRedis(): Promise<void> {
    const { plan, say } = this.options;
    if (plan.redisUrl !== undefined) return say(`Redis: the one at ${new URL(plan.redisUrl).host}, from REDIS_URL`);
    const redis = await EmbeddedRedis.join({ dir: REDIS_FOLDER, port: plan.redisPort, say });
    this.redis = redis;
    say(`Redis: ${redis.url}, ${redis.found ? 'found running' : 'started'} with its data in ${REDIS_FOLDER}`);
    void redis.endedByItself().then(() => this.tellCrash(`Redis has ended; its log is ${REDIS_FOLDER}/redis.log`));
  }

  private async startService({ name, port }: LaunchPlan['services'][number]): Promise<void> {
    const { env, onLine } = this.options;
    const service = await Service.start({ name, port, env, onLine: (line) => onLine(name, line) });
    this.services.push(service);
    void service.exited.then(({ code, signal }) => {
      if (!this.stopping) this.tellCrash(`${name} has ended with ${signal ?? `code ${code}`}`);
    });
  }
}
