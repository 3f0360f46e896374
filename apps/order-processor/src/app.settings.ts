import { RedisSettings } from '@ofs/service-kit';
import { IsInt, IsUrl, Max, Min } from 'class-validator';

function IsHttpUrl(): PropertyDecorator {
  return IsUrl(
    { protocols: ['http', 'https'], require_protocol: true, require_tld: false },
    { message: 'must be a URL such as http://127.0.0.1:3002' },
  );
}

export class ProcessorSettings extends RedisSettings {
  /** Where order-processor listens, for probes only. */
  @Max(65_535)
  @Min(0)
  @IsInt()
  orderProcessorPort: number = 3001;

  /** The payment gateway's base address. */
  @IsHttpUrl()
  paymentGatewayUrl!: string;

  /** The carrier's base address. */
  @IsHttpUrl()
  carrierUrl!: string;

  /** How long a provider may take to answer, in milliseconds. After it the call counts as failed and is repeated with the same key. */
  @Max(60_000)
  @Min(100)
  @IsInt()
  providerTimeoutMs: number = 5_000;

  /** After how many failed calls in a row a provider is taken to be down. It is then not called, and orders wait for it without losing attempts. */
  @Max(1_000)
  @Min(1)
  @IsInt()
  breakerFailures: number = 10;

  /** How long a provider that is taken to be down is left alone before one call finds out whether it still is, in milliseconds. */
  @Max(3_600_000)
  @Min(100)
  @IsInt()
  breakerOpenMs: number = 10_000;

  /** How many orders one process fulfils at the same time. */
  @Max(1_000)
  @Min(1)
  @IsInt()
  concurrency: number = 50;

  /** How long a processor may be silent before others take over its orders, in milliseconds. */
  @Max(600_000)
  @Min(1_000)
  @IsInt()
  leaseMs: number = 30_000;

  /** How many attempts an order gets at each way through its steps before it fails. */
  @Max(100)
  @Min(1)
  @IsInt()
  maxAttempts: number = 20;

  /** How many deliveries without an outcome, as when the process is killed by it, make an order fail. */
  @Max(100)
  @Min(1)
  @IsInt()
  maxDeliveries: number = 5;

  /** The bound of the wait before the second attempt, in milliseconds; it doubles with each further one. */
  @Max(3_600_000)
  @Min(1)
  @IsInt()
  backoffBaseMs: number = 1_000;

  /** The longest wait between two attempts, in milliseconds. */
  @Max(86_400_000)
  @Min(1)
  @IsInt()
  backoffCapMs: number = 300_000;

  /** How long an order may wait for stock before it is rejected, in milliseconds. */
  @Max(31_536_000_000)
  @Min(1_000)
  @IsInt()
  backorderMs: number = 604_800_000;

  /** How many dead letters are kept, the newest. An order whose letter is forgotten stays failed, and can still be retried. */
  @Max(10_000_000)
  @Min(1)
  @IsInt()
  deadLetterLimit: number = 100_000;

  /** For how many days dead letters are kept. */
  @Max(3_650)
  @Min(1)
  @IsInt()
  deadLetterDays: number = 30;

  /**
   * For how many days an order is kept after its end, with its timeline; 0: for ever. Keep it above the API's IDEMPOTENCY_TTL_HOURS:
   * a repeat whose order was removed is answered 404.
   */
  @Max(3_650)
  @Min(0)
  @IsInt()
  orderRetentionDays: number = 365;

  /** How long a stopping processor lets orders in flight finish, in milliseconds. Keep it under the orchestrator's grace period. */
  @Max(600_000)
  @Min(0)
  @IsInt()
  drainMs: number = 20_000;
}
