import { ApiProperty } from '@nestjs/swagger';
import { IsSku, MAX_SKU_LENGTH } from './sku';
import { IsWholeNumber } from './whole-number';

/** The most units of one SKU: far below 2^53, above which Redis' scripts and JavaScript no longer count exactly. */
const MAX_ON_HAND = 1_000_000_000_000;

/** A SKU where it is not part of a body, such as in a path. */
export class SkuDto {
  @IsSku()
  sku!: string;
}

/** The body of `PUT /v1/inventory/{sku}`. */
export class SetStockDto {
  @ApiProperty({
    type: 'integer',
    example: 120,
    minimum: 0,
    maximum: MAX_ON_HAND,
    description: 'Units that are there, those that are reserved for orders included',
  })
  @IsWholeNumber({ min: 0, max: MAX_ON_HAND })
  onHand!: number;
}

/** A line of `POST /v1/inventory/bulk`. */
export class StockLineDto extends SetStockDto {
  @ApiProperty({ example: '85123A', maxLength: MAX_SKU_LENGTH })
  @IsSku()
  sku!: string;
}

/** How much there is of a SKU. */
export class StockDto {
  @ApiProperty({ example: '85123A' })
  sku!: string;

  @ApiProperty({
    type: 'integer',
    example: 120,
    description: 'Units that are there. Below 0 when more were shipped than were said to be there',
  })
  onHand!: number;

  @ApiProperty({ type: 'integer', example: 6, description: 'Units of them that orders have, until they are shipped' })
  reserved!: number;

  @ApiProperty({
    type: 'integer',
    example: 114,
    description: '`onHand` − `reserved`. Below 0 when fewer are on hand than orders have: nothing is reserved then',
  })
  available!: number;

  @ApiProperty({ example: '2026-11-22T21:31:00.000Z', description: 'When any of it changed last' })
  updatedAt!: string;
}
