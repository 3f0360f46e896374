import { type Check, unless } from './check';
import { groupedBy } from './grouped';

/** Nothing waits, nothing is held, and whatever is there belongs to an order. */
export const queueIsEmpty: Check = {
  name: 'queue-is-empty',
  promise: 'P7',
  examine: ({ stored, settled }, findings) => {
    findings.about('the system', unless(settled, 'had not settled when its time was over'));
    stored.queues.forEach(({ waiting, pending, delayed }, partition) => {
      findings.about(
        `partition ${partition}`,
        unless(waiting.length === 0, `${waiting.length} messages are in the stream still`),
        unless(pending === 0, `${pending} messages are pending still`),
        unless(delayed.length === 0, `${delayed.length} messages are delayed still`),
      );
      for (const subject of [...waiting, ...delayed]) {
        findings.about(subject, unless(stored.orders.has(subject), 'has a message and is no order'));
      }
    });
  },
};

/** Each failed order has one dead letter and each dead letter a failed order, and all ways to them lead to the same. */
export const deadLettersMatch: Check = {
  name: 'dead-letters-match',
  promise: 'P9',
  examine: ({ stored, listedLetters }, findings) => {
    const letters = stored.queues.flatMap((queue) => queue.letters);
    const inOrder = new Set(stored.queues.flatMap(({ letterIds }) => letterIds));
    const listed = new Set(listedLetters);
    for (const { id, subject, reason } of letters) {
      const status = stored.orders.get(subject)?.status;
      findings.about(
        subject,
        unless(status === 'failed', `has a dead letter (${reason}) and is ${status ?? 'no order'}`),
        unless(inOrder.has(id) && listed.has(id), 'has a dead letter that no list shows'),
      );
    }
    findings.about(
      'the dead letters',
      unless(inOrder.size === letters.length, `${inOrder.size} are in order, and ${letters.length} are kept`),
      unless(listed.size === letters.length, `${listed.size} are listed, and ${letters.length} are kept`),
    );
    for (const [subject, own] of groupedBy(letters, (letter) => letter.subject))
      findings.about(subject, unless(own.length === 1, `has ${own.length} dead letters`));
  },
};
