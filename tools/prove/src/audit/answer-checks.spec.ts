import { itFinds } from '../../test/cases';

itFinds([
  [
    'an answer no client should get',
    ['answers-are-right'],
    (scene) => scene.asked[0]!.answers.push({ status: 500, replayed: false }),
  ],
  [
    'a key that was never answered',
    ['answers-are-right', 'no-order-unasked'],
    (scene) => (scene.asked[0]!.answers = []),
  ],
  [
    'a repeat that was not told to be one',
    ['answers-are-right'],
    (scene) => scene.asked[0]!.answers.push({ status: 202, id: 'ord_1', replayed: false }),
  ],
  [
    'a misused key that got an order',
    ['answers-are-right'],
    (scene) => {
      scene.asked[0]!.habit = 'misuses';
      scene.asked[0]!.answers.push({ status: 202, id: 'ord_1', replayed: true, misuse: true });
    },
  ],
  [
    'two ids for one key',
    ['accepted-orders-exist', 'one-order-per-key'],
    (scene) => scene.asked[0]!.answers.push({ status: 202, id: 'ord_2', replayed: true }),
  ],
]);
