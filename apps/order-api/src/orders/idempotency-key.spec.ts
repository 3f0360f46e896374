import { ProblemError } from '@ofs/contracts';
import { parseIdempotencyKey } from './idempotency-key';

it.each([
  [undefined, undefined],
  ['abc', 'abc'],
  ['"abc"', 'abc'],
  ['8e03978e-40d5-43dd-bc93-6894a57f9324', '8e03978e-40d5-43dd-bc93-6894a57f9324'],
  ['"a b, c"', 'a b, c'],
  ['" "', ' '],
  ['"a\\"b\\\\c"', 'a"b\\c'],
  ["it's:{}[]|~", "it's:{}[]|~"],
  ['a\\b', 'a\\b'],
  ['x'.repeat(255), 'x'.repeat(255)],
  [`"${'\\"'.repeat(255)}"`, '"'.repeat(255)],
])('reads %j as %j', (header, key) => {
  expect(parseIdempotencyKey(header)).toBe(key);
});

it.each([
  ['', 'it is empty'],
  ['""', 'it is empty'],
  ['x'.repeat(256), 'it is longer than 255 characters'],
  [`"${'x'.repeat(256)}"`, 'it is longer than 255 characters'],
  ['"abc', 'a quoted key ends with a quote'],
  ['"', 'a quoted key ends with a quote'],
  ['"a"b"', 'a quoted key ends with a quote'],
  ['"abc\\"', 'a quoted key ends with a quote'],
  ['"a\\b"', 'a quoted key ends with a quote'],
  ['"a", "b"', 'a quoted key ends with a quote'],
  ['"abc";p=1', 'a quoted key ends with a quote'],
  ['"café"', 'a quoted key ends with a quote'],
  ['"a\tb"', 'a quoted key ends with a quote'],
  ['abc"', 'a bare key has printable ASCII'],
  ['a b', 'a bare key has printable ASCII'],
  ['a,b', 'a bare key has printable ASCII'],
  ['a, b', 'a bare key has printable ASCII'],
  ['a\tb', 'a bare key has printable ASCII'],
  ['a\u0001b', 'a bare key has printable ASCII'],
  ['a\u007f', 'a bare key has printable ASCII'],
  ['café', 'a bare key has printable ASCII'],
  ['ключ', 'a bare key has printable ASCII'],
])('refuses %j: %s', (header, why) => {
  const parse = () => parseIdempotencyKey(header);
  expect(parse).toThrow(ProblemError);
  expect(parse).toThrow(why);
});
