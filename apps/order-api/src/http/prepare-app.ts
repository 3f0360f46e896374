import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { ApiAdapter } from './api-adapter';
import { serveOpenApi } from './openapi';

/** What is left to do between the making of the app and its first request. */
export async function prepareApp(app: NestFastifyApplication): Promise<void> {
  serveOpenApi(app);
  await app.init();
  (app.getHttpAdapter() as ApiAdapter).answerWrongMethods();
}
