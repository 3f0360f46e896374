import { itFinds } from '../../test/cases';
import { aVoid } from '../../test/scene';

itFinds([
  [
    'a charge for a declined order that was not voided',
    ['effects-happen-once', 'one-void-or-capture'],
    (scene) => {
      scene.decline();
      scene.effects.push({ kind: 'authorization', key: 'k', orderId: 'ord_1', amount: 300 });
    },
  ],
  [
    'a payment that is neither captured nor voided',
    ['one-void-or-capture', 'effects-happen-once'],
    (scene) => {
      scene.cancel();
      scene.effects.pop();
    },
  ],
  [
    'a payment that is captured and voided',
    ['one-void-or-capture', 'effects-happen-once'],
    (scene) => scene.effects.push(aVoid),
  ],
  [
    'a payment that is voided twice',
    ['one-void-or-capture', 'effects-happen-once'],
    (scene) => {
      scene.cancel();
      scene.effects.push(aVoid);
    },
  ],
  [
    'a capture in another currency',
    ['one-void-or-capture'],
    (scene) => (scene.effects[2] = { ...scene.effects[2]!, currency: 'EUR' }),
  ],
  [
    'a capture of nothing that was authorized',
    ['one-void-or-capture'],
    (scene) => (scene.effects[2] = { ...scene.effects[2]!, authorizationId: 'authorization-9' }),
  ],
  [
    'the payment of a failed order that is voided all the same',
    ['effects-happen-once'],
    (scene) => {
      scene.fail();
      scene.effects.push(aVoid);
    },
  ],
]);
