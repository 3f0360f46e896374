import { createHash } from 'node:crypto';
import type { RedisClient } from './redis-client';
import { isRefusal } from './redis-reply';

/** A Lua script, sent by its digest and in full only when the server does not have it (yet, or any more). */
export class Script<Result> {
  private readonly digest: string;

  constructor(private readonly lua: string) {
    this.digest = createHash('sha1').update(lua).digest('hex');
  }

  async run(redis: RedisClient, input: ScriptInput): Promise<Result> {
    const { keys, text } = input;
    try {
      return (await redis.evalsha(this.digest, keys.length, ...keys, text)) as Result;
    } catch (error) {
      if (!isRefusal(error, /^NOSCRIPT/)) throw error;
      return (await redis.eval(this.lua, keys.length, ...keys, text)) as Result;
    }
  }
}

/**
 * What a script reads in order, with `READ_INPUT`. Every key goes through KEYS, as Redis Cluster demands, and each once, however often it
 * is read. All arguments go as one JSON text: a client builds a command from its arguments, and with the thousands that a batch has, that and
 * the collection of what it leaves behind was half of what a consumer did.
 */
export class ScriptInput {
  private readonly positions = new Map<string, number>();
  private readonly read: number[] = [];
  private readonly args: string[] = [];

  key(...keys: string[]): this {
    for (const key of keys) {
      const position = this.positions.get(key) ?? this.positions.size + 1;
      this.positions.set(key, position);
      this.read.push(position);
    }
    return this;
  }

  arg(...args: (string | number)[]): this {
    // Redis' parser refuses the escape that an unpaired surrogate would get, and with it the whole batch.
    for (const arg of args) this.args.push(typeof arg === 'string' ? arg.toWellFormed() : String(arg));
    return this;
  }

  get keys(): string[] {
    return [...this.positions.keys()];
  }

  get text(): string {
    return JSON.stringify([this.read, this.args]);
  }
}

/**
 * Lua: `key()` and `arg()` give the next of each. `alone(act)` calls `act`, which must have read its input before, and turns an
 * error into the result { 'failed', message }: one message that Redis cannot write must not take the rest of its batch with it.
 */
export const READ_INPUT = `
local input = cjson.decode(ARGV[1])
local positions, args, nextKey, nextArg = input[1], input[2], 0, 0
local function key() nextKey = nextKey + 1; return KEYS[positions[nextKey]] end
local function arg() nextArg = nextArg + 1; return args[nextArg] end
local function alone(act)
  local done, result = pcall(act)
  if done then return result end
  return { 'failed', type(result) == 'table' and result.err or tostring(result) }
end
`;
