import { type HttpClient, UnansweredError } from '@ofs/testing';
import { setTimeout as wait } from 'node:timers/promises';
import type { Random } from '../random';

const EVERY_MS = 1_000;

/** Replays a dead letter now and then, as if its reason were gone. It is not: its order fails once more. */
export class Operator {
  constructor(
    private readonly http: HttpClient,
    private readonly random: Random,
  ) {}

  /** Works until the signal is aborted. */
  async run(stopped: AbortSignal): Promise<void> {
    while (!stopped.aborted) {
      await this.replayOne().catch((error: unknown) => {
        // What happened shows in the order; an operator just goes on.
        if (!(error instanceof UnansweredError)) throw error;
      });
      await wait(EVERY_MS, undefined, { signal: stopped }).catch(() => undefined);
    }
  }

  private async replayOne(): Promise<void> {
    const { status, text } = await this.http.get('/v1/dead-letters?limit=20');
    if (status !== 200) return;
    const { deadLetters } = JSON.parse(text) as { deadLetters: { id: string }[] };
    if (deadLetters.length === 0) return;
    const { id } = this.random.pick(deadLetters);
    await this.http.post(`/v1/dead-letters/${id}/replay`, '', {});
  }
}
