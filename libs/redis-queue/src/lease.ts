/** The right to settle an entry: whoever holds it is the entry's owner, and this delivery is its latest. */
export interface Lease {
  entryId: string;
  consumer: string;
  /** How many times the entry had been delivered, this time included. */
  generation: number;
}

/**
 * Lua: whether a lease still holds. XACK and XCLAIM ask for no owner, so that a consumer that was frozen past its lease could
 * take back or acknowledge what is another's by now: every script that settles or renews asks this first.
 */
export const HOLDS_LEASE = `
local function holdsLease(stream, group, id, consumer, generation)
  -- pcall: where the stream or the group is gone there is an error and no entry, as every lease has gone with it.
  local entry = redis.pcall('XPENDING', stream, group, id, id, 1)[1]
  return entry ~= nil and entry[2] == consumer and entry[4] == tonumber(generation)
end
`;
