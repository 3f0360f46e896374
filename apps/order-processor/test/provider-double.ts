import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';

export type EffectKind = 'authorize' | 'ship' | 'capture' | 'void';

interface Answer {
  status: number;
  body: object;
}

/** A payment gateway and a carrier that keep to their contract: one key, one effect; a repeat gets the first answer. */
export class ProviderDouble {
  /** What has happened, in its order. */
  readonly effects: EffectKind[] = [];
  /** The key and the body of each request that they have answered, in their order. */
  readonly answered: { kind: EffectKind; key: string; body: unknown }[] = [];
  /** What they refuse. */
  readonly refuses = new Set<EffectKind>();
  /** What they cannot do now. */
  readonly fails = new Set<EffectKind>();
  private readonly answers = new Map<string, Answer>();
  private readonly gates = new Map<EffectKind, Promise<void>>();
  private server!: Server;
  private arrived = 0;

  static async start(): Promise<ProviderDouble> {
    const double = new ProviderDouble();
    double.server = createServer((request, response) => void double.answer(request, response)).listen(0, '127.0.0.1');
    await once(double.server, 'listening');
    return double;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** How many requests have arrived. */
  get requests(): number {
    return this.arrived;
  }

  /** Lets the next request of this kind wait on its way, until the returned function is called. */
  delay(kind: EffectKind): () => void {
    let open = (): void => undefined;
    this.gates.set(kind, new Promise((resolve) => (open = resolve)));
    return open;
  }

  /** From then on nobody is there. */
  async stop(): Promise<void> {
    if (!this.server.listening) return;
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, 'close');
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    this.arrived += 1;
    const kind = kindOf(request.url!);
    const body: unknown = await json(request);
    const gate = this.gates.get(kind);
    this.gates.delete(kind);
    await gate;
    const key = request.headers['idempotency-key'] as string;
    if (this.fails.has(kind)) return void response.writeHead(503).end('{}');
    const answer = this.answers.get(key) ?? this.decide(kind, key);
    this.answered.push({ kind, key, body });
    response.writeHead(answer.status).end(JSON.stringify(answer.body));
  }

  private decide(kind: EffectKind, key: string): Answer {
    const answer = this.refuses.has(kind)
      ? { status: 422, body: { code: 'refused' } }
      : { status: 201, body: { id: `${kind}_1`, carrier: 'post', trackingNumber: 'T1' } };
    if (answer.status === 201) this.effects.push(kind);
    this.answers.set(key, answer);
    return answer;
  }
}

function kindOf(url: string): EffectKind {
  if (url === '/shipments') return 'ship';
  if (url.endsWith('/capture')) return 'capture';
  return url.endsWith('/void') ? 'void' : 'authorize';
}
