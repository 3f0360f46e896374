import { useRedis } from '@ofs/testing';
import { TestQueue, useQueue } from '../test/queue-kit';
import { READ_INPUT, Script, ScriptInput } from './script';

const redis = useRedis();
let queue: TestQueue;
useQueue(redis, (opened) => (queue = opened));

const echo = new Script<[keys: string[], args: string[]]>(`${READ_INPUT}
local keys, args = {}, {}
for i = 1, tonumber(arg()) do keys[i] = key() end
for i = 1, tonumber(arg()) do args[i] = arg() end
return { keys, args }
`);

function run(keys: string[], args: (string | number)[]) {
  const input = new ScriptInput().arg(keys.length).key(...keys);
  return echo.run(queue.connections.commands, input.arg(args.length, ...args));
}

it('reads keys and arguments in the order in which they were given, also keys that are given again', async () => {
  const [one, other] = [`${queue.keys.tag}:one`, `${queue.keys.tag}:other`];
  await expect(run([one, other, one], ['a', 'b', 'a'])).resolves.toEqual([
    [one, other, one],
    ['a', 'b', 'a'],
  ]);
});

it('needs no arguments', async () => {
  await expect(run([], [])).resolves.toEqual([[], []]);
});

it.each(['', ' ', '"', '\\', 'a\nb\u0000c', '{"a":[1,"\\u0000"]}', 'ü€😀', '\u2028', '\\ud800', '1e400'])(
  'gives a script %j as it is',
  async (text) => {
    await expect(run([], [text])).resolves.toEqual([[], [text]]);
  },
);

it.each([0, -1, 1.5, 1_763_847_000_000, Number.MAX_SAFE_INTEGER])(
  'gives a script the number %d in full',
  async (number) => {
    await expect(run([], [number])).resolves.toEqual([[], [String(number)]]);
  },
);

it('replaces what UTF-8 cannot say, rather than fail the whole batch', async () => {
  await expect(run([], ['a\ud800b', 'c'])).resolves.toEqual([[], ['a\ufffdb', 'c']]);
});
