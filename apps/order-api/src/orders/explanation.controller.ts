import { Controller, Get, Param } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { ExplanationDto } from '@ofs/contracts';
import { OrderReader, ProviderStates } from '@ofs/order-store';
import { QueueInspector } from '@ofs/redis-queue';
import { ApiProblems } from '../http/api-problems';
import { explain } from './explanation';
import { ApiOrderId } from './order-id-param';

@ApiTags('orders')
@Controller('v1/orders/:id/explanation')
export class ExplanationController {
  constructor(
    private readonly reader: OrderReader,
    private readonly queue: QueueInspector,
    private readonly providers: ProviderStates,
  ) {}

  @Get()
  @ApiOperation({ summary: 'Why an order is where it is, what comes next and when, and what can be done about it' })
  @ApiOrderId()
  @ApiOkResponse({ type: ExplanationDto })
  @ApiProblems('order-not-found', 'service-unavailable')
  async get(@Param('id') id: string): Promise<ExplanationDto> {
    // The timeline last: then it has all that the order tells of.
    const order = await this.reader.get(id);
    const [timeline, queue] = await Promise.all([this.reader.timeline(id), this.queue.inspect()]);
    const providers = await this.providers.toldBy(queue.consumers.map(({ name }) => name));
    return explain(order, timeline, { ...queue, providers });
  }
}
