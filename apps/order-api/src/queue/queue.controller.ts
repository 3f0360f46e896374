import { Controller, Get, HttpCode, Post } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { ProviderStates } from '@ofs/order-store';
import { QueueControl, QueueInspector } from '@ofs/redis-queue';
import { ApiProblems } from '../http/api-problems';
import { QueueDto } from './queue.dto';

@ApiTags('queue')
@ApiProblems('service-unavailable')
@Controller('v1/queue')
export class QueueController {
  constructor(
    private readonly inspector: QueueInspector,
    private readonly control: QueueControl,
    private readonly providers: ProviderStates,
  ) {}

  @Get()
  @ApiOperation({ summary: 'How the queue stands' })
  @ApiOkResponse({ type: QueueDto })
  async get(): Promise<QueueDto> {
    const queue = await this.inspector.inspect();
    return { ...queue, providers: await this.providers.toldBy(queue.consumers.map(({ name }) => name)) };
  }

  @Post('pause')
  @HttpCode(200)
  @ApiOperation({
    summary: 'Begin no more orders',
    description:
      'Orders are still accepted, and what is in flight is finished. Nothing else is begun until the queue is resumed.',
  })
  @ApiOkResponse({ type: QueueDto })
  async pause(): Promise<QueueDto> {
    await this.control.pause();
    return this.get();
  }

  @Post('resume')
  @HttpCode(200)
  @ApiOperation({ summary: 'Go on with the orders', description: 'Within a second.' })
  @ApiOkResponse({ type: QueueDto })
  async resume(): Promise<QueueDto> {
    await this.control.resume();
    return this.get();
  }
}
