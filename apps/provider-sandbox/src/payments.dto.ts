import { applyDecorators } from '@nestjs/common';
import { IsText } from '@ofs/contracts';
import { IsInt, IsISO4217CurrencyCode, Max, Min } from 'class-validator';

export class AuthorizeDto {
  @IsText({ max: 255 })
  orderId!: string;

  @IsAmount()
  amount!: number;

  @IsISO4217CurrencyCode({ message: 'must be an ISO 4217 currency code' })
  currency!: string;

  @IsText({ max: 255 })
  token!: string;
}

export class CaptureDto {
  @IsAmount()
  amount!: number;
}

/** In minor units. Beyond the largest safe integer a sum is not what was sent. */
function IsAmount(): PropertyDecorator {
  return applyDecorators(
    IsInt({ message: 'must be a whole number' }),
    Min(1, { message: 'must be at least 1' }),
    Max(Number.MAX_SAFE_INTEGER, { message: `must be at most ${Number.MAX_SAFE_INTEGER}` }),
  );
}
