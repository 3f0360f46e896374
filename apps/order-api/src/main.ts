import { runService } from '@ofs/service-kit';
import { AppModule } from './app.module';
import { ApiSettings } from './app.settings';
import { ApiAdapter } from './http/api-adapter';
import { serveOpenApi } from './http/openapi';

const adapter = new ApiAdapter();

void runService({
  name: 'order-api',
  module: AppModule,
  settings: ApiSettings,
  port: 'orderApiPort',
  adapter,
  prepare: async (app) => {
    serveOpenApi(app);
    await app.init();
    adapter.answerWrongMethods();
  },
});
