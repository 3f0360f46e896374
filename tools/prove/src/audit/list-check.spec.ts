import { itFinds } from '../../test/cases';

itFinds([
  ['an order missing from a list', ['lists-agree'], (scene) => scene.lists.set('customerId:customer-1', [])],
  ['an order in a list of another status', ['lists-agree'], (scene) => scene.lists.set('status:shipped', ['ord_1'])],
  ['a page that repeats an order', ['lists-agree'], (scene) => scene.listed.push('ord_1')],
  ['an order that no page shows', ['lists-agree'], (scene) => (scene.listed = [])],
]);
