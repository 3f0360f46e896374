import type { Report } from './report';
import { textOf } from './report-text';

const orders = {
  askedFor: 100,
  withKey: 75,
  accepted: 98,
  unknown: 2,
  unknownButThere: 1,
  requests: 130,
  retried: 20,
  replays: 5,
  refusedMisuses: 3,
  completed: 90,
  rejected: 6,
  backordered: 7,
  expired: 1,
  cancelled: 2,
  refusedCancels: 1,
  held: 4,
  failed: 3,
  failedAttempts: 12,
  replayed: 1,
};

function report(overrides: Partial<Report> = {}): Report {
  return {
    command: 'npm run prove',
    seed: 1,
    breached: false,
    loadSeconds: 10,
    settleSeconds: 1.5,
    faults: [
      { kind: 'cut', planned: 3, done: 3 },
      { kind: 'delay', planned: 0, done: 0 },
    ],
    repairs: 0,
    orders,
    stock: { scarce: 0, counts: 0, looks: 0 },
    errors: { count: 0, examples: [] },
    checks: [{ name: 'lists-agree', promise: 'P3', checked: 99, breaches: 0, examples: [] }],
    ...overrides,
  };
}

it('tells what happened, and which checks held', () => {
  const text = textOf(report());
  expect(text).toMatch(/^ {2}cut +3 +3$/m);
  expect(text).not.toContain('delay');
  expect(text).toMatch(/^ +2 without a key or an answer; 1 of them were accepted all the same$/m);
  expect(text).toMatch(/^ {2}lists-agree +P3 +99 +0$/m);
});

it('gives examples of breaches, and tells how many more there are', () => {
  const examples = [{ subject: 'ord_1', what: 'is missing from all' }];
  const text = textOf(
    report({ checks: [{ name: 'lists-agree', promise: 'P3', checked: 99, breaches: 12, examples }] }),
  );
  expect(text).toContain('lists-agree: 12 breaches\n  ord_1: is missing from all\n  … and 11 more');
});

it('shows the first errors of the logs, cut short, and repairs', () => {
  const text = textOf(
    report({ repairs: 2, errors: { count: 5, examples: ['api: '.padEnd(500, 'x'), 'b', 'c', 'd'] } }),
  );
  expect(text).toContain('2 times Redis left half a transaction');
  expect(text).toMatch(/Logged as errors: 5\n {2}api: x{195}\n {2}b\n {2}c$/);
});

it('tells of scarce stock and of an outage where there were any', () => {
  expect(textOf(report())).not.toMatch(/scarce|outage/);
  const outage = { seconds: 60.4, attemptsAllowed: 396, mostOfOne: 2, waited: 3_000, secondsToRecover: 21.5 };
  const text = textOf(report({ outage, stock: { scarce: 30, counts: 90, looks: 400 } }));
  expect(text).toMatch(/^ +30 scarce SKUs, counted 90 times and looked at 400 times$/m);
  expect(text).toContain('The outage, of 60.4 s');
  expect(text).toMatch(/^ +12 attempts found it out, of 396 that may, and at most 2 of one order$/m);
  expect(text).toMatch(/^ +3000 orders waited for its end; all of them were completed 21.5 s after it$/m);
});
