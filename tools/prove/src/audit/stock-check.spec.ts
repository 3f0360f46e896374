import { itAccepts, itFinds } from '../../test/cases';
import { count, look } from '../../test/scene';

itAccepts([
  [
    'a parcel that left after the count that fell into that moment',
    (scene) => {
      scene.counts.push(count(3, 4, look(5, 2, 4)));
      scene.looks = [look(5, 2, 4), look(1, 0, 6)];
      scene.kept.set('A', { onHand: 1, reserved: 0 });
    },
  ],
  [
    'a parcel that left before the count that fell into that moment',
    (scene) => {
      scene.counts.push(count(3, 4, look(5, 2, 4)));
      scene.looks = [look(5, 2, 4), look(3, 0, 6)];
      scene.kept.set('A', { onHand: 3, reserved: 0 });
    },
  ],
  [
    'fewer units than orders have, where a count found so',
    (scene) => {
      scene.counts.push(count(1, 3, look(5, 2, 3)));
      scene.looks = [look(5, 2, 2), look(1, 2, 3), look(-1, 0, 6)];
      scene.kept.set('A', { onHand: -1, reserved: 0 });
    },
  ],
]);

itFinds([
  [
    'a unit that has disappeared',
    ['stock-is-conserved'],
    (scene) => {
      scene.looks.push(look(2, 0, 7));
      scene.kept.set('A', { onHand: 2, reserved: 0 });
    },
  ],
  ['a unit that disappeared for a moment', ['stock-is-conserved'], (scene) => scene.looks.unshift(look(4, 0, 1))],
  [
    'units that were given back twice',
    ['stock-is-conserved'],
    (scene) => {
      scene.looks.push(look(3, -2, 7));
      scene.kept.set('A', { onHand: 3, reserved: -2 });
    },
  ],
  [
    'more sold than there was',
    ['stock-is-conserved'],
    (scene) => {
      scene.counts = [count(1, 0)];
      scene.looks = [look(-1, 0, 6)];
      scene.kept.set('A', { onHand: -1, reserved: 0 });
    },
  ],
  ['more promised than there was', ['stock-is-conserved'], (scene) => scene.looks.unshift(look(5, 6, 3))],
  ['an answer that does not add up', ['stock-is-conserved'], (scene) => (scene.looks[0]!.available = 6)],
  [
    'stock that is shown otherwise than kept',
    ['stock-is-conserved'],
    (scene) => scene.kept.set('A', { onHand: 4, reserved: 0 }),
  ],
  ['stock that Redis knows nothing of', ['stock-is-conserved'], (scene) => scene.kept.clear()],
  ['a count that was never confirmed', ['stock-is-conserved'], (scene) => (scene.counts[0]!.to = Infinity)],
  [
    'a completed order that holds its stock still',
    ['stock-is-conserved'],
    (scene) => scene.reservations.set('ord_1', { state: 'reserved', units: new Map([['A', 2]]) }),
  ],
  [
    'a cancelled order whose stock was shipped',
    ['stock-is-conserved'],
    (scene) => {
      scene.cancel();
      scene.reservations.set('ord_1', { state: 'shipped', units: new Map() });
    },
  ],
  [
    'stock that is held for no order',
    ['stock-is-conserved'],
    (scene) => scene.reservations.set('ord_9', { state: 'released', units: new Map() }),
  ],
  [
    'a completed order that is among those that wait',
    ['stock-is-conserved'],
    (scene) => scene.waiting.set('woken:A', ['ord_1']),
  ],
  [
    'an order that waits for what is there',
    ['stock-is-conserved'],
    (scene) => (scene.whoWaited = [{ id: 'ord_1', lacks: [] }]),
  ],
  ['units that nobody is told of', ['stock-is-conserved'], (scene) => scene.arrived.push('A')],
]);
