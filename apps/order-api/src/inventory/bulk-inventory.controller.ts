import { Controller, HttpCode, Post, Req, type StreamableFile } from '@nestjs/common';
import { ApiBody, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { StockLineDto } from '@ofs/contracts';
import { validated } from '@ofs/service-kit';
import type { FastifyRequest } from 'fastify';
import { answerLines } from '../bulk/bulk-answer';
import { Consumes, NDJSON } from '../http/media-types';
import { STOCK_PATH } from './inventory.controller';
import { Inventory } from './inventory.service';
import { Turns } from './turns';

@ApiTags('inventory')
@Controller('v1/inventory/bulk')
export class BulkInventoryController {
  constructor(private readonly inventory: Inventory) {}

  @Post()
  @HttpCode(200)
  @Consumes(NDJSON, { within: STOCK_PATH })
  @ApiOperation({
    summary: 'Say how many units of many SKUs there are',
    description:
      'One SKU a line. Answers a line for each, in their order and while they are sent: read the answer as you send. A line that fails ' +
      'leaves the others alone; of several lines for one SKU the last one holds.',
  })
  @ApiBody({ schema: { type: 'string', example: '{"sku":"85123A","onHand":120}\n' } })
  @ApiOkResponse({
    content: {
      [NDJSON]: {
        schema: {
          type: 'string',
          example:
            '{"line":1,"status":200,"sku":"85123A","onHand":120,"reserved":6,"available":114,"updatedAt":"2026-11-22T21:31:00.000Z"}\n',
        },
      },
    },
  })
  set(@Req() request: FastifyRequest): StreamableFile {
    const turns = new Turns();
    return answerLines(request, async (value) => {
      const { sku, onHand } = validated(StockLineDto, value);
      return { status: 200, ...(await turns.take(sku, () => this.inventory.set(sku, onHand))) };
    });
  }
}
