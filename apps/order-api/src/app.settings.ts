import { ServiceSettings } from '@ofs/service-kit';
import { IsIn, IsInt, IsOptional, IsString, IsUrl, Max, Min } from 'class-validator';

export class ApiSettings extends ServiceSettings {
  /** Where order-api listens. */
  @Max(65_535)
  @Min(0)
  @IsInt()
  orderApiPort: number = 3000;

  /** The Redis that holds the orders and their queue. */
  @IsUrl(
    { protocols: ['redis', 'rediss'], require_protocol: true, require_tld: false, allow_underscores: true },
    { message: 'must be a URL such as redis://127.0.0.1:6379' },
  )
  redisUrl: string = 'redis://127.0.0.1:6379';

  /** `verify`: not ready, and no order accepted, while Redis is not set to keep every confirmed write; `trust`: its operator vouches for it. */
  @IsIn(['verify', 'trust'])
  redisDurability: string = 'verify';

  /** How long an Idempotency-Key is remembered, in hours. A repeat that comes later is a new order. */
  @Max(8_760)
  @Min(24)
  @IsInt()
  idempotencyTtlHours: number = 24;

  /** How many orders may wait to be fulfilled. Further ones are answered 503 with the time after which there should be room. */
  @Max(100_000_000)
  @Min(1)
  @IsInt()
  backlogLimit: number = 1_000_000;

  /** The part of Redis' maxmemory, in percent, above which orders are refused. One grows by nearly half while it is fulfilled: with less room left, those that were accepted stop. */
  @Max(100)
  @Min(1)
  @IsInt()
  memoryLimitPercent: number = 65;

  /** An order whose total is more than this, in minor units of its currency, is on hold from its first moment, until an operator releases it. Unset: none is. */
  @IsOptional()
  @Max(Number.MAX_SAFE_INTEGER)
  @Min(0)
  @IsInt()
  holdAboveTotal?: number;

  /** The payment token of orders that bring none. Unset: such orders are refused. Set it only against the sandbox. */
  @IsOptional()
  @IsString()
  defaultPaymentToken?: string;
}
