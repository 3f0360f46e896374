import { orderTexts, sampleOrder, totalOf } from './sample-order';

it.each([1, 3, 20])('writes an order of %d lines as it is', (lines) => {
  expect(JSON.parse(orderTexts(lines)(4_711))).toEqual(sampleOrder(4_711, lines));
});

it('adds an order up', () => {
  expect(totalOf(sampleOrder(1, 3))).toBe(6 * 255 + 7 * 297 + 8 * 339);
});
