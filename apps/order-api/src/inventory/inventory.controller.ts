import { Body, Controller, Get, Param, Put } from '@nestjs/common';
import { ApiBody, ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { SetStockDto, SkuDto, StockDto } from '@ofs/contracts';
import { validated } from '@ofs/service-kit';
import { ApiProblems } from '../http/api-problems';
import { Consumes, JSON_TYPE } from '../http/media-types';
import { Inventory } from './inventory.service';

/** The path of a SKU's stock. */
export const STOCK_PATH = '/v1/inventory/:sku';

@ApiTags('inventory')
@ApiParam({ name: 'sku', example: '85123A', description: 'As orders write it, percent-encoded' })
@ApiProblems('service-unavailable')
@Controller(STOCK_PATH)
export class InventoryController {
  constructor(private readonly inventory: Inventory) {}

  @Put()
  @Consumes(JSON_TYPE)
  @ApiOperation({
    summary: 'Say how many units of a SKU there are',
    description:
      'From then on the SKU is tracked: orders reserve it, and wait when there is too little. Orders that waited for it are carried on. May be repeated.',
  })
  @ApiBody({ type: SetStockDto })
  @ApiOkResponse({ type: StockDto })
  @ApiProblems('malformed-json', 'validation-failed', 'body-too-large', 'not-durable', 'service-unavailable')
  async set(@Param('sku') name: string, @Body() body: unknown): Promise<StockDto> {
    const { sku } = validated(SkuDto, { sku: name });
    const { onHand } = validated(SetStockDto, body);
    return this.inventory.set(sku, onHand);
  }

  @Get()
  @ApiOperation({ summary: 'How much there is of a SKU' })
  @ApiOkResponse({ type: StockDto })
  @ApiProblems('sku-not-tracked')
  get(@Param('sku') sku: string): Promise<StockDto> {
    return this.inventory.get(sku);
  }
}
