import { Injectable, Module } from '@nestjs/common';
import { APP_FILTER } from '@nestjs/core';
import { serve } from '../test/serve';
import { type Probe, ProbesModule } from './probes.module';
import { ProblemFilter } from './problem.filter';

@Injectable()
class LoopProbe implements Probe {
  readonly name = 'loop';
  fault?: string;

  check(): string | undefined {
    return this.fault;
  }
}

@Injectable()
class StoreProbe implements Probe {
  readonly name = 'store';
  answer = Promise.resolve<string | undefined>(undefined);

  check(): Promise<string | undefined> {
    return this.answer;
  }
}

@Module({
  imports: [ProbesModule.forRoot({ live: [LoopProbe], ready: [StoreProbe, LoopProbe] })],
  providers: [{ provide: APP_FILTER, useValue: new ProblemFilter() }],
})
class AppModule {}

async function start() {
  const { app, url, errors } = await serve({ imports: [AppModule] });
  const ask = async (probe: string) => {
    const response = await fetch(`${url}/health/${probe}`);
    const body = (await response.json()) as { status: string; error: object; details: Record<string, object> };
    return { ...body, status: response.status, report: body.status };
  };
  const statuses = async () =>
    Promise.all(['live', 'ready', 'startup'].map(async (probe) => (await ask(probe)).status));
  return { app, errors, ask, statuses, loop: app.get(LoopProbe), store: app.get(StoreProbe) };
}

it('says that all is well, and what it has looked at', async () => {
  const { ask, statuses } = await start();
  expect(await statuses()).toEqual([200, 200, 200]);
  expect((await ask('live')).details).toEqual({ loop: { status: 'up' } });
  expect(Object.keys((await ask('ready')).details)).toEqual(['lifecycle', 'store', 'loop']);
});

it('is not ready while a probe fails, says why, and is ready again afterwards; it lives all the time', async () => {
  const { ask, statuses, store } = await start();
  store.answer = Promise.resolve('Redis does not answer');
  expect(await statuses()).toEqual([200, 503, 200]);
  expect(await ask('ready')).toMatchObject({
    report: 'error',
    error: { store: { status: 'down', message: 'Redis does not answer' } },
    details: { lifecycle: { status: 'up' }, loop: { status: 'up' } },
  });
  store.answer = Promise.resolve(undefined);
  expect(await statuses()).toEqual([200, 200, 200]);
});

it('does not live while a live probe fails', async () => {
  const { statuses, loop } = await start();
  loop.fault = 'stuck for 60 s';
  expect(await statuses()).toEqual([503, 503, 200]);
});

it('answers a probe that throws with a failure, not with silence', async () => {
  const { statuses, store, errors } = await start();
  store.answer = Promise.reject(new Error('a fault of ours'));
  expect(await statuses()).toEqual([200, 500, 200]);
  expect(errors).toHaveLength(1);
});

it('is not ready from the beginning of the stop on', async () => {
  const { app, ask, statuses } = await start();
  let stopping = () => undefined as void;
  const seen = new Promise<void>((resolve) => (stopping = resolve));
  let goOn = () => undefined as void;
  const asked = new Promise<void>((resolve) => (goOn = resolve));
  // After every onModuleDestroy, before the server closes.
  Object.assign(app.get(LoopProbe), {
    beforeApplicationShutdown: () => {
      stopping();
      return asked;
    },
  });
  const closed = app.close();
  await seen;
  try {
    expect(await statuses()).toEqual([200, 503, 503]);
    expect((await ask('ready')).error).toEqual({
      lifecycle: { status: 'down', message: 'the service is stopping' },
    });
  } finally {
    goOn();
  }
  await closed;
});
