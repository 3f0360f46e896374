import { type AskedOrder, idOf, isUnknown } from '../load/client-ledger';
import { type Check, unless } from './check';
import { groupedBy } from './grouped';

/** No client is told anything but what its request deserves, and whoever asks again gets the first answer. */
export const answersAreRight: Check = {
  name: 'answers-are-right',
  promise: 'P2',
  examine: ({ asked }, findings) => {
    for (const order of asked) {
      const { reference, answers, habit } = order;
      const wrong = answers.find(({ status, misuse }) => !(misuse ? [422, 503] : [202, 503]).includes(status));
      const misused = answers.some(({ status, misuse }) => misuse && status === 422);
      findings.about(
        reference,
        wrong && `was answered ${wrong.status}${wrong.misuse ? ' when its key was used for another order' : ''}`,
        unless(
          idOf(order) !== undefined || isUnknown(order),
          'was never answered, though it was asked for again and again',
        ),
        unless(habit !== 'misuses' || misused, 'its key was used for another order, and that was never refused'),
        unless(repeatsAreTold(order), 'a repeat was not told to be one'),
      );
    }
  },
};

/** Of answers with an order's id, only the first may be a new one. Two that raced may arrive in any order. */
function repeatsAreTold({ answers }: AskedOrder): boolean {
  return answers.filter(({ status, replayed, misuse }) => status === 202 && !replayed && !misuse).length <= 1;
}

/** However often it was sent, one order came of it, and every answer named that one. */
export const oneOrderPerKey: Check = {
  name: 'one-order-per-key',
  promise: 'P2',
  examine: ({ asked, stored }, findings) => {
    const made = groupedBy(stored.orders, ([, { accepted }]) => accepted.reference);
    for (const { reference, key, answers } of asked) {
      const ids = (made.get(reference) ?? []).map(([id]) => id);
      const told = new Set(answers.flatMap(({ id }) => id ?? []));
      findings.about(
        key ?? reference,
        unless(ids.length <= 1, `made ${ids.length} orders: ${ids.join(', ')}`),
        unless(told.size <= 1, `was answered with ${told.size} ids: ${[...told].join(', ')}`),
      );
    }
  },
};
