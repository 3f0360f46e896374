import { runService } from '@ofs/service-kit';
import { httpAdapter } from './http-adapter';
import { AppModule } from './app.module';
import { SandboxSettings } from './sandbox.settings';

void runService({
  name: 'provider-sandbox',
  module: AppModule,
  settings: SandboxSettings,
  port: 'providerSandboxPort',
  adapter: httpAdapter(),
});
