import { ApiParam } from '@nestjs/swagger';

/** Describes the `id` in the path of an order. */
export function ApiOrderId(): MethodDecorator {
  return ApiParam({
    name: 'id',
    type: String,
    example: 'ord_01kaq8x5tce3qa7ge4fdm0ns00',
    description: 'What the order was called when it was accepted: its `id`',
  });
}
