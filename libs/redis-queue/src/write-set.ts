import type { ScriptInput } from './script';

/** One Redis command that writes one key. */
export type Write = readonly [command: string, key: string, ...args: (string | number)[]];

/**
 * What a caller writes in the same atomic step as a queue operation: all of it or nothing. Its keys carry the hash tag of the
 * message's partition. Redis does not roll back: a write that fails (a key of another type) leaves those before it done, so
 * the writes must be ones that cannot fail.
 */
export interface WriteSet {
  /** Written only while this list has so many elements; one that is not there has none. */
  guard?: { key: string; length: number };
  writes: readonly Write[];
}

export const NO_WRITES: WriteSet = { writes: [] };

export function addWriteSet(input: ScriptInput, { guard, writes }: WriteSet): void {
  if (guard === undefined) input.arg('');
  else input.arg('guard').key(guard.key).arg(guard.length);
  input.arg(writes.length);
  for (const [command, key, ...args] of writes) {
    input
      .arg(command)
      .key(key)
      .arg(args.length, ...args);
  }
}

/** Lua, after `READ_INPUT`: reads what `addWriteSet` added; whether its guard holds; carries it out. */
export const WRITE_SETS = `
local function readWriteSet()
  local set = {}
  if arg() == 'guard' then
    set.guard = { key = key(), length = tonumber(arg()) }
  end
  for i = 1, tonumber(arg()) do
    local write = { arg(), key() }
    for _ = 1, tonumber(arg()) do write[#write + 1] = arg() end
    set[i] = write
  end
  return set
end
local function guardHolds(set)
  return not set.guard or redis.call('LLEN', set.guard.key) == set.guard.length
end
local function carryOut(set)
  for _, write in ipairs(set) do redis.call(unpack(write)) end
end
`;
