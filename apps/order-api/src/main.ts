import { runService } from '@ofs/service-kit';
import { AppModule } from './app.module';
import { ApiSettings } from './app.settings';
import { ApiAdapter } from './http/api-adapter';
import { prepareApp } from './http/prepare-app';

void runService({
  name: 'order-api',
  module: AppModule,
  settings: ApiSettings,
  port: 'orderApiPort',
  adapter: new ApiAdapter(),
  prepare: prepareApp,
});
