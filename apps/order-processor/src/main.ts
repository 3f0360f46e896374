import { RedisStreamsServer } from '@ofs/redis-queue';
import { runService } from '@ofs/service-kit';
import { AppModule } from './app.module';
import { ProcessorSettings } from './app.settings';

void runService({
  name: 'order-processor',
  module: AppModule,
  settings: ProcessorSettings,
  port: 'orderProcessorPort',
  prepare: async (app) => {
    app.get(RedisStreamsServer).connectTo(app);
    await app.startAllMicroservices();
  },
});
