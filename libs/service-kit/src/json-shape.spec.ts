import { shapeErrors } from './json-shape';

function parsed(text: string): object {
  return JSON.parse(text) as object;
}

it('has nothing to say about an ordinary value', () => {
  expect(shapeErrors(parsed('{"a":1,"b":[{"c":null},2,"x"],"d":{"e":{}},"prototype":{"then":"x"}}'))).toEqual([]);
});

it.each(['__proto__', 'constructor', 'toString', 'valueOf', 'hasOwnProperty', '__defineGetter__'])(
  'points to each %s, which class-transformer would drop',
  (key) => {
    const value = parsed(`{"${key}":1,"lines":[{},{"${key}":{"a":1}}],"metadata":{"${key}":"x"}}`);
    const detail = 'is a reserved name';
    expect(shapeErrors(value)).toEqual([
      { pointer: `/${key}`, detail },
      { pointer: `/lines/1/${key}`, detail },
      { pointer: `/metadata/${key}`, detail },
    ]);
    expect(({} as { a?: number }).a).toBeUndefined();
  },
);

it.each(['{"lines":[[{"sku":"A"}]]}', '{"lines":[[]]}'])(
  'points to an array in an array, which class-validator would take for its items: %s',
  (text) => {
    expect(shapeErrors(parsed(text))).toEqual([{ pointer: '/lines/0', detail: 'must be an object' }]);
  },
);

it('points to where a value is nested too deeply', () => {
  const nested = (depth: number): object => parsed('{"a":'.repeat(depth) + '1' + '}'.repeat(depth));
  expect(shapeErrors(nested(8))).toEqual([]);
  expect(shapeErrors(nested(9))).toEqual([{ pointer: '/a'.repeat(8), detail: 'is nested too deeply' }]);
});

it.each([
  ['deep', '{"a":'.repeat(400_000) + '1' + '}'.repeat(400_000)],
  ['a deep array', `{"a":${'['.repeat(1_000_000)}${']'.repeat(1_000_000)}}`],
  ['wide', `{"lines":[${'{},'.repeat(700_000)}{}]}`],
  ['wide with fields', `{${Array.from({ length: 200_000 }, (_, i) => `"${i}":1`).join()}}`],
])('refuses what holds too many values at once: %s', (_, text) => {
  expect(shapeErrors(parsed(text))).toEqual([
    { pointer: '', detail: 'must have at most 20000 values in it, at all depths together' },
  ]);
});

it('escapes what means something in a pointer', () => {
  expect(shapeErrors(parsed('{"a/b":{"~c":{"valueOf":1}}}'))).toEqual([
    { pointer: '/a~1b/~0c/valueOf', detail: 'is a reserved name' },
  ]);
});
