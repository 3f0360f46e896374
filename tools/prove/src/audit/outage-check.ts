import { type Check, unless } from './check';

/** While a provider is down only who finds that out loses an attempt, and no order is given up for it. */
export const outageIsWaitedOut: Check = {
  name: 'outage-is-waited-out',
  promise: 'P7',
  examine: ({ outage, shown }, findings) => {
    const { attemptsAllowed } = outage!;
    let attempts = 0;
    for (const [id, { order, timeline }] of shown) {
      attempts += timeline.filter(({ type }) => type === 'attempt.failed').length;
      const hasFailed = timeline.some(({ type }) => type === 'order.failed');
      findings.about(
        id,
        unless(!hasFailed, 'was given up for an outage'),
        unless(order.status === 'completed', `is ${order.status}`),
      );
    }
    findings.about(
      'the outage',
      unless(attempts <= attemptsAllowed, `cost ${attempts} attempts, of ${attemptsAllowed} at the most`),
    );
  },
};
