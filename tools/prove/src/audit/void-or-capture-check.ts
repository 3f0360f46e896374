import { hasEnded } from '@ofs/contracts';
import { type Check, unless } from './check';
import type { Effect, Evidence } from './evidence';
import { groupedBy } from './grouped';

/**
 * What was held on a buyer's card is taken or let go in the end: one of them, once, of the same order and for the same money. Only where taking it was
 * refused after the parcel had left it is neither: then the order has failed, and somebody has to look at it.
 */
export const oneVoidOrCapture: Check = {
  name: 'one-void-or-capture',
  promise: 'P5',
  examine: ({ effects, stored }, findings) => {
    const closings = effects.filter(({ kind }) => kind === 'capture' || kind === 'void');
    const byAuthorization = groupedBy(closings, ({ authorizationId }) => authorizationId);
    const authorizations = effects.filter(({ kind }) => kind === 'authorization');
    for (const authorization of authorizations) {
      const own = byAuthorization.get(authorization.id) ?? [];
      findings.about(
        `${authorization.orderId} ${authorization.id}`,
        unless(
          own.length === 1 || (own.length === 0 && mayStayOpen(authorization, stored)),
          `was ${own.length === 0 ? 'neither captured nor voided' : `closed by ${kindsOf(own)}`}`,
        ),
        ...own.map((closing) => wrongIn(closing, authorization)),
      );
    }
    const known = new Set(authorizations.map(({ id }) => id));
    for (const closing of closings) {
      findings.about(
        `${closing.orderId} ${closing.id}`,
        unless(known.has(closing.authorizationId), `is a ${closing.kind} of what was never authorized`),
      );
    }
  },
};

function kindsOf(effects: readonly Effect[]): string {
  return effects.map(({ kind }) => `a ${kind}`).join(' and ');
}

/** Where its order is under way still, that is what another check finds. */
function mayStayOpen({ orderId = '' }: Effect, { orders }: Evidence['stored']): boolean {
  const status = orders.get(orderId)?.status;
  return status !== undefined && !hasEnded(status);
}

/** A void says no amount: it lets go of all. */
function wrongIn(closing: Effect, authorization: Effect): string | undefined {
  const { kind, orderId, amount, currency } = closing;
  if (orderId !== authorization.orderId) return `has a ${kind} of another order, ${orderId}`;
  if (kind === 'void') return undefined;
  return unless(
    amount === authorization.amount && currency === authorization.currency,
    `is of ${authorization.amount} ${authorization.currency}, and ${amount} ${currency} were captured`,
  );
}
