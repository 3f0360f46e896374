import { Body, Controller, Post, Res } from '@nestjs/common';
import { validated } from '@ofs/service-kit';
import type { FastifyReply } from 'fastify';
import { fingerprintOf } from './fingerprint';
import { IdempotencyKey } from './idempotency-key';
import { IdempotentReplies } from './idempotent-replies';
import { ReplySender } from './reply-sender';
import { scriptOfPostalCode } from './scripts';
import { ShipDto } from './shipments.dto';

/** The carrier. */
@Controller('shipments')
export class ShipmentsController {
  constructor(
    private readonly replies: IdempotentReplies,
    private readonly sender: ReplySender,
  ) {}

  @Post()
  ship(@IdempotencyKey() key: string, @Body() body: unknown, @Res() response: FastifyReply): Promise<void> {
    const asked = validated(ShipDto, body);
    const reply = this.replies.replyTo(
      { key, fingerprint: fingerprintOf('ship', asked) },
      scriptOfPostalCode(asked.address.postalCode),
      () => ({ kind: 'shipment', orderId: asked.orderId }),
    );
    return this.sender.send(response, reply);
  }
}
