import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import { RedisConnections, RedisStreamsServer } from '@ofs/redis-queue';
import { ProcessorSettings } from '../src/app.settings';
import { FulfilmentService } from '../src/fulfilment/fulfilment.service';

/** What is done with each order that the processor gets. */
export type Fulfil = (orderId: string) => Promise<void> | void;

/** Providers that nobody may call: what is fulfilled is the test's to say. */
const nowhere = { PAYMENT_GATEWAY_URL: 'http://127.0.0.1:1', CARRIER_URL: 'http://127.0.0.1:1' };

/** The processor in this process, consuming from the given Redis; only orders are handled by the test. */
export class Processor {
  private constructor(readonly app: NestFastifyApplication) {}

  static async start(redisUrl: string, fulfil: Fulfil, settings: Partial<ProcessorSettings> = {}): Promise<Processor> {
    // The module reads the environment as soon as it is imported.
    Object.assign(process.env, nowhere);
    const { AppModule } = await import('../src/app.module');
    const patience = { leaseMs: 2_000, backoffBaseMs: 10, backoffCapMs: 20, drainMs: 1_000 };
    const module = await Test.createTestingModule({ imports: [AppModule] })
      .overrideProvider(ProcessorSettings)
      .useValue(Object.assign(new ProcessorSettings(), patience, settings, { redisUrl }))
      .overrideProvider(FulfilmentService)
      .useValue({ fulfil })
      .compile();
    const app = module.createNestApplication<NestFastifyApplication>(new FastifyAdapter());
    app.get(RedisStreamsServer).connectTo(app);
    await app.startAllMicroservices();
    await app.init();
    return new Processor(app);
  }

  /** The processor's own connection, to look at what it wrote. */
  get redis(): RedisConnections['commands'] {
    return this.app.get(RedisConnections).commands;
  }

  async stop(): Promise<void> {
    await this.app.close();
  }
}
