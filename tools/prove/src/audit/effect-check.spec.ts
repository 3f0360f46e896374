import { itFinds } from '../../test/cases';

itFinds([
  [
    'effects of an order that is gone',
    ['effects-happen-once'],
    (scene) => scene.effects.push({ kind: 'shipment', key: 'x', orderId: 'ord_9' }),
  ],
  ['a missing shipment', ['effects-happen-once'], (scene) => scene.effects.splice(1, 1)],
  [
    'a second capture',
    ['effects-happen-once', 'one-void-or-capture'],
    (scene) => scene.effects.push(scene.effects[2]!),
  ],
  [
    'a wrong amount',
    ['effects-happen-once', 'one-void-or-capture'],
    (scene) => (scene.effects[0] = { ...scene.effects[0]!, amount: 1 }),
  ],
  [
    'a cancelled order that was shipped',
    ['effects-happen-once'],
    (scene) => {
      scene.cancel();
      scene.effects.push({ kind: 'shipment', key: 'k', orderId: 'ord_1' });
    },
  ],
]);
