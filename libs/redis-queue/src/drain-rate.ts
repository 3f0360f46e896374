/** What to wait where nothing is known yet, in milliseconds. */
const UNKNOWN_MS = 5_000;
const SHORTEST_MS = 1_000;
const LONGEST_MS = 60_000;
/** Older observations tell of another time, in milliseconds. */
const WINDOW_MS = 30_000;
/** How much room is worth coming back for: with less, all who wait would come back to a full queue. */
const ROOM = 0.05;

/** How fast a queue drains, from how many messages have left it at different times. */
export class DrainRate {
  private observations: { left: number; at: number }[] = [];

  /** @param at a monotonic clock's reading, in milliseconds */
  observe(left: number, at: number): void {
    const { left: before = left } = this.observations.at(-1) ?? {};
    // The count begins anew when the stream is deleted.
    if (left < before) this.observations = [];
    this.observations = this.observations.filter((one) => at - one.at < WINDOW_MS);
    // Ten a second tell as much as a thousand.
    if (at - (this.observations.at(-1)?.at ?? -Infinity) >= 100) this.observations.push({ left, at });
  }

  /** How long until a twentieth of the limit has left, in milliseconds: between a second and a minute. */
  untilRoomMs(backlogLimit: number): number {
    const [first, last] = [this.observations[0], this.observations.at(-1)];
    if (first === undefined || last === undefined || last.at === first.at) return UNKNOWN_MS;
    const perMs = (last.left - first.left) / (last.at - first.at);
    return Math.min(LONGEST_MS, Math.max(SHORTEST_MS, (backlogLimit * ROOM) / perMs));
  }
}
