import { itFinds } from '../../test/cases';

itFinds([
  ['a pending entry', ['queue-is-empty'], (scene) => (scene.queue.pending = 1)],
  ['a message of no order', ['queue-is-empty'], (scene) => (scene.queue.waiting = ['ord_9'])],
  ['a time that was over', ['queue-is-empty'], (scene) => (scene.settled = false)],
  [
    'a dead letter of an order that completed',
    ['dead-letters-match'],
    (scene) => {
      scene.letters = [{ id: 'letter-1', subject: 'ord_1', reason: 'attempts-exhausted' }];
      scene.letterIds = ['letter-1'];
    },
  ],
  [
    'two dead letters of one order',
    ['dead-letters-match'],
    (scene) => {
      scene.fail();
      scene.letters.push({ ...scene.letters[0]!, id: 'letter-2' });
      scene.letterIds.push('letter-2');
    },
  ],
  [
    'a dead letter that no list shows',
    ['dead-letters-match'],
    (scene) => {
      scene.fail();
      scene.letterIds = [];
    },
  ],
]);
