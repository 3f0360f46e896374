import { type Change, itAccepts, itFinds } from '../../test/cases';

itAccepts([
  ...(['taken', 'unknown'] as const).map((answer): [string, Change] => [
    `an order whose cancel was ${answer}`,
    (scene) => {
      scene.cancel();
      scene.cancels.set('ord_1', answer);
    },
  ]),
  ...(['refused', 'unknown'] as const).map((answer): [string, Change] => [
    `an order that completed when its cancel was ${answer}`,
    (scene) => void scene.cancels.set('ord_1', answer),
  ]),
]);

itFinds([
  [
    'a cancel that was promised and did not come',
    ['cancels-come-true'],
    (scene) => scene.cancels.set('ord_1', 'taken'),
  ],
  [
    'a cancel that was refused and came',
    ['cancels-come-true'],
    (scene) => {
      scene.cancel();
      scene.cancels.set('ord_1', 'refused');
    },
  ],
  [
    'a cancel that nobody wanted',
    ['cancels-come-true', 'orders-come-to-their-end'],
    (scene) => {
      scene.cancel();
      scene.cancels.clear();
    },
  ],
]);
