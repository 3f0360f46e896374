/** Every final "no" of the gateway and the carrier. Asked again under the same key, they say the same. */
export const refusals = {
  card_declined: { status: 402, message: 'The card was declined' },
  insufficient_funds: { status: 402, message: 'The card has insufficient funds' },
  token_unknown: { status: 402, message: 'No payment method has this token' },
  authorization_not_found: { status: 404, message: 'No authorization has this id' },
  authorization_not_open: { status: 409, message: 'The authorization was captured or voided already' },
  amount_too_large: { status: 422, message: 'The amount is larger than what was authorized' },
  address_invalid: { status: 422, message: 'Nothing can be shipped to this address' },
} as const satisfies Record<string, { status: number; message: string }>;

export type RefusalCode = keyof typeof refusals;
