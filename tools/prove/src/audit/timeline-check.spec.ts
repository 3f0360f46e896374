import { itAccepts, itFinds } from '../../test/cases';
import { entry } from '../../test/scene';

itAccepts([['an attempt that failed and was noted', (scene) => scene.failAnAttempt()]]);

itFinds([
  ['a gap in the timeline', ['timelines-are-whole'], (scene) => scene.timeline.splice(2, 1)],
  ['a version twice', ['timelines-are-whole'], (scene) => scene.timeline.push(scene.timeline[5]!)],
  [
    'a forbidden move',
    ['timelines-are-whole'],
    (scene) => (scene.timeline[2] = entry(3, 'order.completed', 'reserved', 'authorized')),
  ],
  [
    'a status that the timeline does not end with',
    ['timelines-are-whole'],
    (scene) => (scene.timeline[5] = entry(6, 'attempt.failed', 'shipped', 'shipped')),
  ],
]);
