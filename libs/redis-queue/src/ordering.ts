import { orderedKey, type QueueKeys } from './keys';
import type { ScriptInput } from './script';

/** Names the line that a message stands in, if it has a partition key. */
export function addOrdering(input: ScriptInput, keys: QueueKeys, partitionKey: string | undefined): void {
  if (partitionKey === undefined) input.arg('');
  else input.arg('ordered').key(orderedKey(keys, partitionKey));
}

/**
 * Lua, after `READ_INPUT`. Messages of one partition key stand in a line of their own, a list: its head is in the stream, with a
 * consumer, or put off, and the others come into the stream when those before them are done.
 */
export const ORDERING = `
local function readOrdering() return arg() == 'ordered' and key() or nil end
local function enter(ordered, keys, wire, dueAt)
  if ordered and redis.call('RPUSH', ordered, wire) > 1 then redis.call('INCR', keys.parked)
  elseif dueAt then redis.call('ZADD', keys.delayed, dueAt, wire)
  else redis.call('XADD', keys.stream, '*', 'message', wire) end
end
local function leave(ordered, keys)
  if not ordered then return end
  local wire = redis.call('LINDEX', ordered, 1)
  if wire then
    redis.call('XADD', keys.stream, '*', 'message', wire)
    redis.call('DECR', keys.parked)
  end
  redis.call('LPOP', ordered)
end
`;
