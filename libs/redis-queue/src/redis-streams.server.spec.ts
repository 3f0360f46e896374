import { Controller, type INestApplication, Module, type Type } from '@nestjs/common';
import { Ctx, EventPattern, Payload } from '@nestjs/microservices';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import { eventually, useRedis } from '@ofs/testing';
import { randomUUID } from 'node:crypto';
import { Observable, of, throwError } from 'rxjs';
import { aMessage, signal } from '../test/queue-kit';
import type { DeadLetter } from './dead-letter';
import { Delivery } from './delivery';
import { UnrecoverableError } from './errors';
import { queueKeys } from './keys';
import { QueueInspector } from './queue-inspector.service';
import { QueueProducer } from './queue-producer.service';
import { RedisConnections } from './redis-connections';
import { RedisQueueModule } from './redis-queue.module';
import { RedisStreamsServer } from './redis-streams.server';

const redis = useRedis();
const apps: INestApplication[] = [];
afterEach(() => Promise.all(apps.splice(0).map((app) => app.close())));

/** An app that consumes with the given controllers, and produces. */
async function anApp(types: string[], ...controllers: Type[]): Promise<INestApplication> {
  const name = `queue-${randomUUID()}`;
  @Module({
    imports: [
      RedisQueueModule.forRoot({ url: redis.url, cluster: redis.cluster }),
      RedisQueueModule.forFeature({ name, group: 'workers' }),
      RedisQueueModule.forConsumer({
        useFactory: () => ({
          queue: { name },
          group: 'workers',
          types,
          concurrency: 10,
          leaseMs: 30_000,
          blockMs: 50,
          maxAttempts: 2,
          maxDeliveries: 3,
          backoff: { baseMs: 1, capMs: 1 },
          deadLetters: { maxCount: 1_000, maxAgeMs: 3_600_000 },
          drainMs: 1_000,
        }),
      }),
    ],
    controllers,
    providers: [{ provide: 'keys', useValue: queueKeys(name, 0) }],
  })
  class AppModule {}
  const app = (await Test.createTestingModule({ imports: [AppModule] }).compile()).createNestApplication(
    new FastifyAdapter(),
  );
  apps.push(app);
  app.get(RedisStreamsServer).connectTo(app);
  await app.startAllMicroservices();
  await app.init();
  return app;
}

/** The first dead letter, when it is there. */
async function deadLetterOf(app: INestApplication): Promise<DeadLetter> {
  const { deadLetters } = app.get<ReturnType<typeof queueKeys>>('keys');
  for (;;) {
    const [letter] = await app.get(RedisConnections).commands.hvals(deadLetters);
    if (letter !== undefined) return JSON.parse(letter) as DeadLetter;
  }
}

const handled = { resolve: (_: unknown): void => undefined };

@Controller()
class Things {
  @EventPattern<string>('thing.happened')
  onThing(@Payload() data: unknown, @Ctx() delivery: Delivery): void {
    handled.resolve({ data, attempt: delivery.attempt });
  }

  @EventPattern<string>('thing.observed')
  onObserved(): Observable<number> {
    return of(1, 2);
  }

  @EventPattern<string>('thing.broke')
  onBroken(): Observable<never> {
    return throwError(() => new UnrecoverableError('broken', { cause: new TypeError('really') }));
  }

  @EventPattern<string>('thing.threw')
  onThrown(): void {
    throw new UnrecoverableError('thrown');
  }
}

it('brings a message to the controller that has its pattern', async () => {
  const app = await anApp(['thing.happened'], Things);
  const arrived = signal<unknown>();
  handled.resolve = arrived.resolve;
  await app.get(QueueProducer).enqueue(aMessage({ data: { size: 7 } }));
  expect(await arrived.promise).toEqual({ data: { size: 7 }, attempt: 1 });
});

it.each([
  [
    'thing.broke',
    [
      { name: 'UnrecoverableError', message: 'broken' },
      { name: 'TypeError', message: 'really' },
    ],
  ],
  ['thing.threw', [{ name: 'UnrecoverableError', message: 'thrown' }]],
])('keeps the error of a handler as it was: %s', async (type, errors) => {
  const app = await anApp([], Things);
  await app.get(QueueProducer).enqueue(aMessage({ type }));
  expect(await deadLetterOf(app)).toMatchObject({ reason: 'unrecoverable', errors });
});

it('takes a handler that returns a stream for done when the stream ends', async () => {
  const app = await anApp([], Things);
  const arrived = signal<unknown>();
  handled.resolve = arrived.resolve;
  await app.get(QueueProducer).enqueue(aMessage({ type: 'thing.observed' }));
  await app.get(QueueProducer).enqueue(aMessage());
  await arrived.promise;
  const inspector = app.get(QueueInspector);
  await eventually(async () =>
    expect(await inspector.inspect()).toMatchObject({
      backlog: 0,
      inFlight: 0,
      delayed: 0,
      dead: 0,
      oldestAgeMs: 0,
      consumers: [{ inFlight: 0, lastSeenAt: expect.any(String) }],
    }),
  );
});

it('buries a message of a type that nobody handles', async () => {
  const app = await anApp([], Things);
  await app.get(QueueProducer).enqueue(aMessage({ type: 'thing.unheard-of' }));
  expect(await deadLetterOf(app)).toMatchObject({ reason: 'unreadable' });
});

it('does not start without a handler for each type it has to know', async () => {
  await expect(anApp(['thing.happened', 'thing.else'], Things)).rejects.toThrow(
    'No handler for messages of type "thing.else"',
  );
});

it('does not start with two handlers for one type', async () => {
  @Controller()
  class More {
    @EventPattern<string>('thing.happened')
    onThing(): void {
      return undefined;
    }
  }
  await expect(anApp([], Things, More)).rejects.toThrow('Two handlers for messages of type "thing.happened"');
});
