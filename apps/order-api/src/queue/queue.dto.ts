import { ApiProperty } from '@nestjs/swagger';
import { type BreakerState, breakerStates, type Provider, providers } from '@ofs/contracts';
import type { ProviderView } from '@ofs/order-store';
import type { ConsumerState, QueueState } from '@ofs/redis-queue';

class ConsumerDto implements ConsumerState {
  @ApiProperty({ example: 'processor-1-27-3f9a1c' })
  name!: string;

  @ApiProperty({ type: 'integer', example: 3, description: 'Orders it holds' })
  inFlight!: number;

  @ApiProperty({
    type: String,
    nullable: true,
    example: '2026-11-22T21:31:00.000Z',
    description: 'Null for one that is gone',
  })
  lastSeenAt!: string | null;
}

class ProviderDto implements ProviderView {
  @ApiProperty({ enum: providers, example: 'carrier' })
  name!: Provider;

  @ApiProperty({
    enum: breakerStates,
    example: 'open',
    description:
      'Open: processors take it to be down and do not call it, and orders wait for it without losing attempts. Half-open: one call finds out whether it still is',
  })
  state!: BreakerState;

  @ApiProperty({ example: '2026-11-22T21:31:00.000Z', description: 'Since when it is down, or up' })
  since!: string;

  @ApiProperty({ type: 'integer', example: 2, description: 'How many processors find it so' })
  consumers!: number;
}

/** How the queue stands, and how its consumers find their providers. */
export class QueueDto implements QueueState {
  @ApiProperty({ example: false, description: 'Whether processors are told to begin no order' })
  paused!: boolean;

  @ApiProperty({ type: 'integer', example: 120, description: 'Orders that wait for a consumer' })
  backlog!: number;

  @ApiProperty({ type: 'integer', example: 32, description: 'Orders that are with a consumer' })
  inFlight!: number;

  @ApiProperty({ type: 'integer', example: 4, description: 'Orders that wait for their next attempt' })
  delayed!: number;

  @ApiProperty({ type: 'integer', example: 0, description: 'Orders whose fulfilment failed for good' })
  dead!: number;

  @ApiProperty({ type: [ConsumerDto] })
  consumers!: ConsumerDto[];

  @ApiProperty({ type: [ProviderDto], description: 'How processors find the providers that they call' })
  providers!: ProviderDto[];

  @ApiProperty({
    type: 'integer',
    example: 840,
    description: 'How long the oldest order that waits or is with a consumer has been there, in milliseconds',
  })
  oldestAgeMs!: number;
}
