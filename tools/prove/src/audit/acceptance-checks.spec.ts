import { itAccepts, itFinds } from '../../test/cases';
import { asked, look } from '../../test/scene';

itAccepts([
  [
    'an order whose client has no key and no answer, whether it is there or not',
    (scene) =>
      (scene.asked = [
        asked({ key: undefined, answers: [] }),
        asked({ reference: 'prove-2', key: undefined, answers: [] }),
      ]),
  ],
]);

itFinds([
  [
    'an accepted order that is gone',
    ['accepted-orders-exist'],
    (scene) => {
      scene.lost = true;
      scene.effects = [];
      scene.reservations.clear();
      scene.looks = [look(5, 0, 20)];
      scene.kept.set('A', { onHand: 5, reserved: 0 });
      scene.lists = new Map();
      scene.listed = [];
    },
  ],
  [
    'a second order that no client knows of',
    ['one-order-per-key', 'no-order-unasked', 'effects-happen-once', 'lists-agree'],
    (scene) => {
      scene.more.set('ord_2', { accepted: scene.order, status: 'completed', version: 6, timelineLength: 6 });
      scene.reservations.set('ord_2', { state: 'shipped', units: new Map() });
    },
  ],
  [
    'another total',
    ['orders-are-as-sent', 'effects-happen-once'],
    (scene) => (scene.order = { ...scene.order, totalAmount: 301 }),
  ],
  ['another body', ['orders-are-as-sent'], (scene) => (scene.order = { ...scene.order, currency: 'EUR' })],
]);
