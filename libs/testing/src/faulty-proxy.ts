import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { DelayLine } from './delay-line';

/** Stands between a client and a server on this machine, and does to their connections what networks do. */
export class FaultyProxy {
  private readonly links = new Set<Link>();
  private delayMs = 0;

  private constructor(
    private readonly server: Server,
    private readonly targetPort: number,
  ) {
    server.on('connection', (client) => this.link(client));
  }

  /** Starts on a free port of the loopback interface. */
  static async before(targetPort: number): Promise<FaultyProxy> {
    // Half-closed connections stay half-closed: a client that has sent its last byte may still read.
    const server = createServer({ allowHalfOpen: true, noDelay: true }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new FaultyProxy(server, targetPort);
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  get connections(): number {
    return this.links.size;
  }

  /** Resets every connection there is. New ones pass. */
  cut(): void {
    for (const link of this.links) link.reset();
  }

  /** From now on every byte takes so much longer, each way, in milliseconds. 0 ends it. */
  delay(ms: number): void {
    this.delayMs = ms;
  }

  /** Every connection there is goes silent: it stays open, and nothing passes ever again. New ones pass. */
  halfOpen(): void {
    for (const link of this.links) link.silence();
  }

  /** Resets the silent connections: the far end has noticed. */
  dropSilent(): void {
    for (const link of this.links) if (link.isSilent) link.reset();
  }

  async close(): Promise<void> {
    this.cut();
    this.server.close();
    await once(this.server, 'close');
  }

  private link(client: Socket): void {
    const link = new Link(
      client,
      connect({ port: this.targetPort, host: '127.0.0.1', noDelay: true, allowHalfOpen: true }),
      () => this.delayMs,
    );
    this.links.add(link);
    link.onGone(() => this.links.delete(link));
  }
}

/** One connection: the client's end and the server's. */
class Link {
  private silent = false;

  constructor(
    private readonly client: Socket,
    private readonly server: Socket,
    private readonly delayMs: () => number,
  ) {
    this.carry(client, server);
    this.carry(server, client);
  }

  get isSilent(): boolean {
    return this.silent;
  }

  /** Calls back when both ends are closed. */
  onGone(gone: () => void): void {
    let open = 2;
    for (const end of [this.client, this.server]) end.once('close', () => --open === 0 && gone());
  }

  reset(): void {
    reset(this.client);
    reset(this.server);
  }

  silence(): void {
    this.silent = true;
  }

  private carry(from: Socket, to: Socket): void {
    const line = new DelayLine(this.delayMs);
    from.on('data', (chunk: Buffer) => line.add(() => this.pass(chunk, from, to)));
    from.on('end', () => line.add(() => void (this.silent || to.destroyed || to.end())));
    from.on('error', () => undefined);
    from.on('close', (failed: boolean) => {
      if (failed && !this.silent) reset(to);
    });
  }

  private pass(chunk: Buffer, from: Socket, to: Socket): void {
    if (this.silent || to.destroyed) return;
    if (to.write(chunk)) return;
    from.pause();
    to.once('drain', () => from.resume());
  }
}

/**
 * Closes with a RST and at once. Not `resetAndDestroy()`: that waits for what was written to be taken, which a frozen process
 * never does, and when the other end resets meanwhile, Node leaves the socket open for ever and then cannot end by itself.
 */
function reset(end: Socket): void {
  const finishing = end.writableEnded && !end.writableFinished;
  if (!end.connecting && !finishing) Object.assign(end, { resetAndClosing: true });
  end.destroy();
}
