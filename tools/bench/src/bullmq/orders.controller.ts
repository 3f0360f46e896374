import { InjectQueue } from '@nestjs/bullmq';
import { Body, Controller, Get, Headers, HttpCode, Post } from '@nestjs/common';
import { Queue } from 'bullmq';
import { CreateOrderDto } from './create-order.dto';
import { JOB, QUEUE } from './queue';

@Controller()
export class OrdersController {
  constructor(@InjectQueue(QUEUE) private readonly queue: Queue) {}

  /** A key becomes the job's id, so that a repeat makes no second job. */
  @Post('v1/orders')
  @HttpCode(202)
  async create(
    @Body() order: CreateOrderDto,
    @Headers('idempotency-key') jobId: string | undefined,
  ): Promise<{ id: string | undefined; status: 'accepted' }> {
    const { id } = await this.queue.add(JOB, order, { jobId });
    return { id, status: 'accepted' };
  }

  @Get()
  health(): string {
    return 'ok';
  }
}
