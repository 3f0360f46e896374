import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { ArrayMaxSize, ArrayMinSize, IsArray, IsObject, IsOptional, ValidateNested } from 'class-validator';
import { IsCountryCode, IsCurrencyCode } from './codes';
import { IsSku, MAX_SKU_LENGTH } from './sku';
import { IsMetadata, IsText } from './text';
import { IsWholeNumber } from './whole-number';

/** The most lines one order may have. */
export const MAX_LINES = 1_500;

export class OrderLineDto {
  @ApiProperty({ example: '85123A', maxLength: MAX_SKU_LENGTH })
  @IsSku()
  sku!: string;

  @ApiPropertyOptional({ example: 'WHITE HANGING HEART T-LIGHT HOLDER', maxLength: 200 })
  @IsOptional()
  @IsText({ max: 200 })
  name?: string;

  @ApiProperty({ type: 'integer', example: 6, minimum: 1, maximum: 1_000_000 })
  @IsWholeNumber({ max: 1_000_000 })
  quantity!: number;

  @ApiProperty({
    type: 'integer',
    example: 255,
    minimum: 1,
    maximum: 1_000_000_000,
    description: 'In minor units: 255 is £2.55',
  })
  @IsWholeNumber({ max: 1_000_000_000 })
  unitPrice!: number;
}

export class AddressDto {
  @ApiProperty({ example: 'A. Buyer', maxLength: 100 })
  @IsText({ max: 100 })
  name!: string;

  @ApiProperty({ example: '1 Main St', maxLength: 100 })
  @IsText({ max: 100 })
  line1!: string;

  @ApiPropertyOptional({ example: '', maxLength: 100 })
  @IsOptional()
  @IsText({ min: 0, max: 100 })
  line2?: string;

  @ApiProperty({ example: 'London', maxLength: 100 })
  @IsText({ max: 100 })
  city!: string;

  @ApiPropertyOptional({ example: '', maxLength: 100 })
  @IsOptional()
  @IsText({ min: 0, max: 100 })
  region?: string;

  @ApiProperty({ example: 'N1 9GU', maxLength: 20 })
  @IsText({ max: 20 })
  postalCode!: string;

  @ApiProperty({ example: 'GB', description: 'ISO 3166-1 alpha-2, in upper case' })
  @IsCountryCode()
  country!: string;
}

export class PaymentDto {
  @ApiProperty({
    example: 'tok_ok',
    maxLength: 200,
    description: "The payment gateway's token for what the buyer pays with",
  })
  @IsText({ max: 200 })
  token!: string;
}

/** The body of `POST /v1/orders`. */
export class CreateOrderDto {
  @ApiPropertyOptional({ example: '536365', maxLength: 100, description: "The shop's own number for this order" })
  @IsOptional()
  @IsText({ max: 100 })
  reference?: string;

  @ApiProperty({ example: '17850', maxLength: 100 })
  @IsText({ max: 100 })
  customerId!: string;

  @ApiProperty({ example: 'GBP', description: 'ISO 4217, in upper case' })
  @IsCurrencyCode()
  currency!: string;

  @ApiProperty({ type: [OrderLineDto], minItems: 1, maxItems: MAX_LINES })
  @Type(() => OrderLineDto)
  @ValidateNested({ each: true, message: 'must be an object' })
  @ArrayMaxSize(MAX_LINES, { message: `must have at most ${MAX_LINES} lines` })
  @ArrayMinSize(1, { message: 'must have at least one line' })
  @IsArray({ message: 'must be an array of order lines' })
  lines!: OrderLineDto[];

  @ApiProperty({ type: AddressDto })
  @Type(() => AddressDto)
  @ValidateNested({ message: 'must be an object' })
  @IsObject({ message: 'must be an object' })
  shippingAddress!: AddressDto;

  @ApiPropertyOptional({ type: PaymentDto })
  @IsOptional()
  @Type(() => PaymentDto)
  @ValidateNested({ message: 'must be an object' })
  @IsObject({ message: 'must be an object' })
  payment?: PaymentDto;

  @ApiPropertyOptional({ type: Object, additionalProperties: { type: 'string' }, example: { channel: 'web' } })
  @IsOptional()
  @IsMetadata()
  metadata?: Record<string, string>;
}
