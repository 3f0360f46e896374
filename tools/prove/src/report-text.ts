import type { Report } from './report';

/** So many errors of the logs are shown, cut to this width; the report has more of them, whole. */
const LOGGED = 3;
const WIDTH = 200;

/** The report as people read it. */
export function textOf(report: Report): string {
  const { faults, repairs, outage, orders, stock, errors, checks, loadSeconds, settleSeconds } = report;
  const happened = faults.filter(({ planned }) => planned > 0);
  return [
    `Faults${' '.repeat(21)}planned  happened`,
    ...happened.map(({ kind, planned, done }) => `  ${kind.padEnd(24)}${right(planned, 8)}${right(done, 10)}`),
    `  ${'in all'.padEnd(24)}${right(sum(happened, 'planned'), 8)}${right(sum(happened, 'done'), 10)}`,
    ...(repairs === 0
      ? []
      : [line(repairs, 'times Redis left half a transaction at the end of its file, which was repaired')]),
    '',
    `Orders, placed in ${loadSeconds} s; then ${settleSeconds} s until nothing was left to do`,
    line(orders.askedFor, `asked for, ${orders.withKey} of them with a key`),
    line(orders.accepted, 'accepted'),
    line(orders.unknown, `without a key or an answer; ${orders.unknownButThere} of them were accepted all the same`),
    line(orders.requests, `requests: ${orders.retried} were retries, ${orders.replays} were answered as repeats`),
    line(orders.refusedMisuses, 'requests with the key of another order, refused'),
    line(orders.completed, 'completed'),
    line(
      orders.rejected,
      `rejected: ${orders.expired} had waited too long for stock; others were not paid or cannot be shipped`,
    ),
    line(orders.backordered, 'had to wait for stock'),
    line(orders.cancelled, `cancelled; another ${orders.refusedCancels} cancels were refused, as it was too late`),
    line(orders.held, 'times one was held, and released'),
    line(orders.failed, 'failed, as their capture was declined'),
    line(orders.failedAttempts, 'attempts at fulfilment failed and were repeated'),
    line(orders.replayed, 'dead letters were replayed'),
    ...(stock.scarce === 0
      ? []
      : [line(stock.scarce, `scarce SKUs, counted ${stock.counts} times and looked at ${stock.looks} times`)]),
    ...(outage === undefined ? [] : outageLines(outage, orders.failedAttempts)),
    '',
    `Checks${' '.repeat(26)}checked  breaches`,
    ...checks.map(
      ({ name, promise, checked, breaches }) =>
        `  ${name.padEnd(25)}${promise.padEnd(5)}${right(checked, 9)}${right(breaches, 10)}`,
    ),
    ...(errors.count === 0 ? [] : ['', `Logged as errors: ${errors.count}`]),
    ...errors.examples.slice(0, LOGGED).map((line) => `  ${line.slice(0, WIDTH)}`),
    ...checks.flatMap(({ name, breaches, examples }) => [
      ...(breaches === 0 ? [] : ['', `${name}: ${breaches} breaches`]),
      ...examples.map(({ subject, what }) => `  ${subject}: ${what}`),
      ...(breaches > examples.length ? [`  … and ${breaches - examples.length} more`] : []),
    ]),
  ].join('\n');
}

function outageLines(outage: NonNullable<Report['outage']>, attempts: number): string[] {
  const { seconds, attemptsAllowed, mostOfOne, waited, secondsToRecover } = outage;
  return [
    '',
    `The outage, of ${seconds} s`,
    line(attempts, `attempts found it out, of ${attemptsAllowed} that may, and at most ${mostOfOne} of one order`),
    line(waited, `orders waited for its end; all of them were completed ${secondsToRecover} s after it`),
  ];
}

function line(figure: number, what: string): string {
  return `${right(figure, 8)} ${what}`;
}

function right(figure: number, width: number): string {
  return String(figure).padStart(width);
}

function sum(faults: Report['faults'], figure: 'planned' | 'done'): number {
  return faults.reduce((total, fault) => total + fault[figure], 0);
}
