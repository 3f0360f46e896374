import { fingerprintOf } from './fingerprint';

describe('fingerprintOf', () => {
  it('is the same for the same members in another order, however deep', () => {
    const one = fingerprintOf('ship', { a: 1, b: { c: [1, 2], d: 'x' } });
    expect(fingerprintOf('ship', { b: { d: 'x', c: [1, 2] }, a: 1 })).toBe(one);
  });

  it.each([
    ['another value', 'ship', { a: [1, 3] }],
    ['another order of a list', 'ship', { a: [2, 1] }],
    ['another type', 'ship', { a: ['1', '2'] }],
    ['a further member', 'ship', { a: [1, 2], b: null }],
    ['another operation', 'authorize', { a: [1, 2] }],
  ])('tells %s', (_, operation, body) => {
    expect(fingerprintOf(operation, body)).not.toBe(fingerprintOf('ship', { a: [1, 2] }));
  });
});
