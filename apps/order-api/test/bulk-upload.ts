import { once } from 'node:events';
import { type ClientRequest, type IncomingMessage, request } from 'node:http';
import { createInterface } from 'node:readline';

/** A client of a bulk intake that reads the results while it sends. */
export class BulkUpload {
  private readonly answered: Promise<IncomingMessage>;
  private results?: AsyncIterator<string>;

  private constructor(private readonly sent: ClientRequest) {
    this.answered = once(sent, 'response').then(([response]) => response as IncomingMessage);
    // Whoever waits for the answer sees the error; nobody does after a hang-up.
    this.answered.catch(() => undefined);
  }

  static start(port: number, headers: Record<string, string> = {}, path = '/v1/orders/bulk'): BulkUpload {
    const type = { 'Content-Type': 'application/x-ndjson' };
    const options = { port, path, method: 'POST', agent: false, headers: { ...type, ...headers } };
    return new BulkUpload(request(options as never));
  }

  async send(text: string): Promise<void> {
    if (!this.sent.write(text)) await once(this.sent, 'drain');
  }

  end(): void {
    this.sent.end();
  }

  /** Breaks the connection off. */
  hangUp(): void {
    this.sent.destroy();
  }

  /** The next result; undefined after the last. */
  async next(): Promise<Record<string, unknown> | undefined> {
    this.results ??= createInterface({ input: await this.answered })[Symbol.asyncIterator]();
    const { value, done } = await this.results.next();
    return done ? undefined : (JSON.parse(value) as Record<string, unknown>);
  }
}
