import { createHash } from 'node:crypto';
import type { RedisClient } from './redis-client';
import { isRefusal } from './redis-reply';

/** A Lua script, sent by its digest and in full only when the server does not have it (yet, or any more). */
export class Script<Result> {
  private readonly digest: string;

  constructor(private readonly lua: string) {
    this.digest = createHash('sha1').update(lua).digest('hex');
  }

  async run(redis: RedisClient, { keys, args }: ScriptInput): Promise<Result> {
    try {
      return (await redis.evalsha(this.digest, keys.length, ...keys, ...args)) as Result;
    } catch (error) {
      if (!isRefusal(error, /^NOSCRIPT/)) throw error;
      return (await redis.eval(this.lua, keys.length, ...keys, ...args)) as Result;
    }
  }
}

/** What a script reads in order, with `READ_INPUT`. Every key goes through KEYS, as Redis Cluster demands. */
export class ScriptInput {
  readonly keys: string[] = [];
  readonly args: (string | number)[] = [];

  key(...keys: string[]): this {
    this.keys.push(...keys);
    return this;
  }

  arg(...args: (string | number)[]): this {
    this.args.push(...args);
    return this;
  }
}

/**
 * Lua: `key()` and `arg()` give the next of each. `alone(act)` calls `act`, which must have read its input before, and turns an
 * error into the result { 'failed', message }: one message that Redis cannot write must not take the rest of its batch with it.
 */
export const READ_INPUT = `
local nextKey, nextArg = 0, 0
local function key() nextKey = nextKey + 1; return KEYS[nextKey] end
local function arg() nextArg = nextArg + 1; return ARGV[nextArg] end
local function alone(act)
  local done, result = pcall(act)
  if done then return result end
  return { 'failed', type(result) == 'table' and result.err or tostring(result) }
end
`;
