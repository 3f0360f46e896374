import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsInt,
  IsISO31661Alpha2,
  IsISO4217CurrencyCode,
  IsObject,
  IsOptional,
  IsString,
  Length,
  Max,
  MaxLength,
  Min,
  ValidateNested,
} from 'class-validator';

// The order that order-api takes, with the rules that class-validator brings.

export class OrderLineDto {
  @IsString()
  @Length(1, 64)
  sku!: string;

  @IsOptional()
  @IsString()
  @Length(1, 200)
  name?: string;

  @IsInt()
  @Min(1)
  @Max(1_000_000)
  quantity!: number;

  @IsInt()
  @Min(1)
  @Max(1_000_000_000)
  unitPrice!: number;
}

export class AddressDto {
  @IsString()
  @Length(1, 100)
  name!: string;

  @IsString()
  @Length(1, 100)
  line1!: string;

  @IsOptional()
  @IsString()
  @MaxLength(100)
  line2?: string;

  @IsString()
  @Length(1, 100)
  city!: string;

  @IsOptional()
  @IsString()
  @MaxLength(100)
  region?: string;

  @IsString()
  @Length(1, 20)
  postalCode!: string;

  @IsISO31661Alpha2()
  country!: string;
}

export class PaymentDto {
  @IsString()
  @Length(1, 200)
  token!: string;
}

export class CreateOrderDto {
  @IsOptional()
  @IsString()
  @Length(1, 100)
  reference?: string;

  @IsString()
  @Length(1, 100)
  customerId!: string;

  @IsISO4217CurrencyCode()
  currency!: string;

  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(1_500)
  @ValidateNested({ each: true })
  @Type(() => OrderLineDto)
  lines!: OrderLineDto[];

  @IsObject()
  @ValidateNested()
  @Type(() => AddressDto)
  shippingAddress!: AddressDto;

  @IsOptional()
  @IsObject()
  @ValidateNested()
  @Type(() => PaymentDto)
  payment?: PaymentDto;

  @IsOptional()
  @IsObject()
  metadata?: Record<string, string>;
}
