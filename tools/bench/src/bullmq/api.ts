import 'reflect-metadata';
import { BullModule } from '@nestjs/bullmq';
import { Module, ValidationPipe } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { OrdersController } from './orders.controller';
import { jobOptions, producerConnection, QUEUE } from './queue';

// An API that puts each order into a queue of BullMQ, as docs.nestjs.com ("Queues", "Validation", "Performance (Fastify)") has it:
// `node api.js <Redis' URL> <port>`.

const [url = '', port] = process.argv.slice(2);

@Module({
  imports: [
    BullModule.forRoot({ connection: producerConnection(url), defaultJobOptions: jobOptions }),
    BullModule.registerQueue({ name: QUEUE }),
  ],
  controllers: [OrdersController],
})
class AppModule {}

void main();

async function main(): Promise<void> {
  const adapter = new FastifyAdapter({ logger: false });
  const app = await NestFactory.create<NestFastifyApplication>(AppModule, adapter, { logger: ['error', 'warn'] });
  app.useGlobalPipes(new ValidationPipe({ transform: true, whitelist: true, forbidNonWhitelisted: true }));
  await app.listen(Number(port), '127.0.0.1');
}
