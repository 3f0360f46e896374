import { itAccepts, itFinds } from '../../test/cases';

itAccepts([
  ['an outage that few attempts found out', (scene) => (scene.outage = { from: 0, to: 1, attemptsAllowed: 0 })],
]);

itFinds([
  [
    'an outage that cost too many attempts',
    ['outage-is-waited-out'],
    (scene) => {
      scene.outage = { from: 0, to: 1, attemptsAllowed: 0 };
      scene.failAnAttempt();
    },
  ],
  [
    'an order that was given up for an outage',
    ['outage-is-waited-out'],
    (scene) => {
      scene.fail();
      scene.outage = { from: 0, to: 1, attemptsAllowed: 0 };
    },
  ],
]);
