import { ndjsonLines } from './ndjson-lines';

async function linesOf(chunks: string[], maxBytes = 10): Promise<string[]> {
  const source = (async function* () {
    for (const chunk of chunks) yield await Promise.resolve(Buffer.from(chunk));
  })();
  const lines: string[] = [];
  for await (const line of ndjsonLines(source, maxBytes)) lines.push(line.toString());
  return lines;
}

it.each([
  [[], []],
  [[''], []],
  [['a\nb\n'], ['a', 'b']],
  [['a\nb'], ['a', 'b']],
  [['\n\na\n\n'], ['', '', 'a', '']],
  [['a\r\nb\r\n'], ['a\r', 'b\r']],
  [
    ['a', 'b', '\n', 'c', 'd\ne', ''],
    ['ab', 'cd', 'e'],
  ],
  [
    ['ab\ncd\nef', 'gh\n'],
    ['ab', 'cd', 'efgh'],
  ],
  [['1234567890\n'], ['1234567890']],
  [['12345678901\nb\n'], ['too-long', 'b']],
  [
    ['123456', '789012', '345\nb'],
    ['too-long', 'b'],
  ],
  [
    ['a\n123456', '789012'],
    ['a', 'too-long'],
  ],
])('%j: %j', async (chunks, lines) => {
  expect(await linesOf(chunks)).toEqual(lines);
});

it('does not care where a chunk ends', async () => {
  const text = 'ä€😀\n\nxy\nz';
  for (const size of [1, 2, 3, 5, 100]) {
    const bytes = Buffer.from(text);
    const source = (async function* () {
      for (let at = 0; at < bytes.length; at += size) yield await Promise.resolve(bytes.subarray(at, at + size));
    })();
    const lines: string[] = [];
    for await (const line of ndjsonLines(source, 100)) lines.push(line.toString());
    expect(lines).toEqual(text.split('\n'));
  }
});
