import { itAccepts, itFinds } from '../../test/cases';
import { at, aVoid, body } from '../../test/scene';

itAccepts([
  ['a declined order that was rejected', (scene) => scene.decline()],
  [
    'an order that cannot be delivered, and whose payment was voided',
    (scene) => {
      scene.send({ shippingAddress: { ...body.shippingAddress, postalCode: 'INVALID' } });
      scene.endWith('rejected', [
        ['order.undeliverable', 'authorized', 'compensating'],
        ['payment.voided', 'compensating', 'compensating'],
        ['order.rejected', 'compensating', 'rejected'],
      ]);
      scene.effects = [scene.effects[0]!, aVoid];
      scene.giveBack();
    },
  ],
  ['an order that failed when it was to be paid', (scene) => scene.fail()],
  [
    'an order for which no stock came in time',
    (scene) => {
      scene.expire();
      scene.whoWaited = [{ id: 'ord_1', lacks: ['A'] }];
    },
  ],
]);

itFinds([
  ['an order that nobody goes on with', ['orders-come-to-their-end'], (scene) => scene.stopAt('reserved')],
  [
    'an order that waits still',
    ['orders-come-to-their-end', 'queue-is-empty'],
    (scene) => {
      scene.stopAt('reserved');
      scene.queue.delayed = ['ord_1'];
    },
  ],
  [
    'a failed order without a dead letter',
    ['orders-come-to-their-end'],
    (scene) => {
      scene.fail();
      scene.letters = [];
      scene.letterIds = [];
    },
  ],
  [
    'an order that failed for no reason',
    ['orders-come-to-their-end'],
    (scene) => {
      scene.fail();
      scene.pay('tok_ok');
    },
  ],
  [
    'an order that was rejected for no reason',
    ['orders-come-to-their-end'],
    (scene) => {
      scene.decline();
      scene.pay('tok_ok');
    },
  ],
  [
    'a declined order that is completed all the same',
    ['orders-come-to-their-end'],
    (scene) => scene.pay('tok_decline'),
  ],
  [
    'an order that waited for what there is enough of',
    ['orders-come-to-their-end'],
    (scene) => {
      scene.expire();
      scene.timeline[1]!.detail = { skus: ['B'] };
    },
  ],
  [
    'an order that was given up too early',
    ['orders-come-to-their-end'],
    (scene) => {
      scene.expire();
      scene.timeline[2]!.time = at(2);
    },
  ],
]);
