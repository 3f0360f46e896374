import { mayMove, type Standing, type TransitionType } from './order-status';

/** What an operator can do to an order. */
export const orderActions = ['cancel', 'hold', 'release', 'retry'] as const;
export type OrderAction = (typeof orderActions)[number];

/** How many holds an order may have at the same time. Each is in every answer about it: a rule that runs wild must not fill them. */
export const MAX_HOLDS = 20;

const moves: Record<OrderAction, readonly TransitionType[]> = {
  cancel: ['order.cancel_requested'],
  hold: ['order.held', 'hold.added'],
  release: ['order.released'],
  retry: ['order.retried'],
};

/** What can be done to an order that stands here. */
export function supportedActions(standing: Standing): OrderAction[] {
  return orderActions.filter((action) => moves[action].some((type) => mayMove(type, standing)));
}
