import { Body, Controller, Param, Post, Res } from '@nestjs/common';
import { validated } from '@ofs/service-kit';
import type { FastifyReply } from 'fastify';
import type { Authorization, Decided } from './effects';
import { fingerprintOf } from './fingerprint';
import { GatewayError } from './gateway-error';
import { IdempotencyKey } from './idempotency-key';
import { IdempotentReplies } from './idempotent-replies';
import { Ledger } from './ledger';
import { AuthorizeDto, CaptureDto } from './payments.dto';
import type { RefusalCode } from './refusals';
import { ReplySender } from './reply-sender';
import { scriptOfToken, WORKS } from './scripts';

/** The payment gateway. */
@Controller('payments/authorizations')
export class PaymentsController {
  constructor(
    private readonly replies: IdempotentReplies,
    private readonly ledger: Ledger,
    private readonly sender: ReplySender,
  ) {}

  @Post()
  authorize(@IdempotencyKey() key: string, @Body() body: unknown, @Res() response: FastifyReply): Promise<void> {
    const asked = validated(AuthorizeDto, body);
    const { orderId, amount, currency, token } = asked;
    const script = scriptOfToken(token);
    const reply = this.replies.replyTo(
      { key, fingerprint: fingerprintOf('authorize', asked) },
      script.authorization,
      () => ({
        kind: 'authorization',
        orderId,
        amount,
        currency,
        open: true,
        onCapture: script.capture,
        onVoid: script.void,
      }),
    );
    return this.sender.send(response, reply);
  }

  @Post(':id/capture')
  capture(
    @IdempotencyKey() key: string,
    @Param('id') id: string,
    @Body() body: unknown,
    @Res() response: FastifyReply,
  ): Promise<void> {
    const asked = validated(CaptureDto, body);
    const authorization = this.ledger.authorization(id);
    const reply = this.replies.replyTo(
      { key, fingerprint: fingerprintOf(`capture ${id}`, asked) },
      authorization?.onCapture ?? WORKS,
      () => decideCapture(authorization, asked.amount),
    );
    return this.sender.send(response, reply);
  }

  @Post(':id/void')
  void(
    @IdempotencyKey() key: string,
    @Param('id') id: string,
    @Body() body: unknown,
    @Res() response: FastifyReply,
  ): Promise<void> {
    mustSayNothing(body);
    const authorization = this.ledger.authorization(id);
    const reply = this.replies.replyTo(
      { key, fingerprint: fingerprintOf(`void ${id}`, {}) },
      authorization?.onVoid ?? WORKS,
      () => decideVoid(authorization),
    );
    return this.sender.send(response, reply);
  }
}

function decideCapture(authorization: Authorization | undefined, amount: number): Decided | RefusalCode {
  if (authorization === undefined) return 'authorization_not_found';
  if (!authorization.open) return 'authorization_not_open';
  if (amount > authorization.amount) return 'amount_too_large';
  const { id: authorizationId, orderId, currency } = authorization;
  return { kind: 'capture', orderId, amount, currency, authorizationId };
}

/** A void takes all of its authorization, so there is nothing to say: no body, or an empty object. */
function mustSayNothing(body: unknown): void {
  if (body === undefined || (typeof body === 'object' && body !== null && Object.keys(body).length === 0)) return;
  throw new GatewayError(400, 'parameter_invalid', 'the body must be empty');
}

function decideVoid(authorization: Authorization | undefined): Decided | RefusalCode {
  if (authorization === undefined) return 'authorization_not_found';
  if (!authorization.open) return 'authorization_not_open';
  return { kind: 'void', orderId: authorization.orderId, authorizationId: authorization.id };
}
