import type { ModuleMetadata } from '@nestjs/common';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';

export interface Served {
  app: NestFastifyApplication;
  url: string;
  /** The first argument of every `Logger.error` call. */
  errors: unknown[];
}

const served: Served[] = [];

afterEach(async () => {
  await Promise.all(served.splice(0).map(({ app }) => app.close()));
});

/** A small real app on a free port; it stops when the test ends. */
export async function serve(metadata: ModuleMetadata): Promise<Served> {
  const errors: unknown[] = [];
  const silent = () => undefined;
  const logger = { log: silent, warn: silent, error: (first: unknown) => errors.push(first) };
  const module = await Test.createTestingModule(metadata).setLogger(logger).compile();
  const app = module.createNestApplication<NestFastifyApplication>(new FastifyAdapter({ bodyLimit: 1_000 }));
  await app.listen(0, '127.0.0.1');
  const one = { app, url: await app.getUrl(), errors };
  served.push(one);
  return one;
}
