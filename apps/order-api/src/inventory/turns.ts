/** Has what is done under one name done one after the other, in the order in which it was asked for. Remembers only names that are under way. */
export class Turns {
  private readonly latest = new Map<string, Promise<unknown>>();

  async take<T>(name: string, act: () => Promise<T>): Promise<T> {
    const before = this.latest.get(name) ?? Promise.resolve();
    // Whether the one before succeeded is told to whoever asked for that.
    const turn = before.catch(() => undefined).then(act);
    this.latest.set(name, turn);
    try {
      return await turn;
    } finally {
      if (this.latest.get(name) === turn) this.latest.delete(name);
    }
  }
}
