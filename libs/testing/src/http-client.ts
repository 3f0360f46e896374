import { Agent, type IncomingMessage, request } from 'node:http';
import { text } from 'node:stream/consumers';

export interface Answer {
  status: number;
  headers: IncomingMessage['headers'];
  text: string;
}

/** Thrown when there was no whole answer. The request may have been carried out. */
export class UnansweredError extends Error {
  constructor(options: ErrorOptions) {
    super('The request was not answered', options);
    this.name = 'UnansweredError';
  }
}

export interface HttpClientOptions {
  url: string;
  connections: number;
  timeoutMs: number;
}

/** HTTP over connections that are kept. Sends a request once and never again by itself, which `fetch` does not promise. */
export class HttpClient {
  private readonly agent: Agent;

  constructor(private readonly options: HttpClientOptions) {
    this.agent = new Agent({ keepAlive: true, maxSockets: options.connections });
  }

  /** @throws UnansweredError */
  async post(path: string, body: string, headers: Record<string, string>): Promise<Answer> {
    return this.send('POST', path, headers, body);
  }

  /** @throws UnansweredError */
  async put(path: string, body: string, headers: Record<string, string>): Promise<Answer> {
    return this.send('PUT', path, headers, body);
  }

  /** @throws UnansweredError */
  async get(path: string): Promise<Answer> {
    return this.send('GET', path, {});
  }

  close(): void {
    this.agent.destroy();
  }

  private async send(method: string, path: string, headers: Record<string, string>, body?: string): Promise<Answer> {
    const { url, timeoutMs } = this.options;
    const length = body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) };
    const asked = request(`${url}${path}`, {
      method,
      headers: { ...headers, ...length },
      agent: this.agent,
      signal: AbortSignal.timeout(timeoutMs),
    });
    try {
      const answered = new Promise<IncomingMessage>((resolve, reject) => {
        asked.once('response', resolve).on('error', reject);
      });
      asked.end(body);
      const response = await answered;
      return { status: response.statusCode ?? 0, headers: response.headers, text: await text(response) };
    } catch (cause) {
      throw new UnansweredError({ cause });
    }
  }
}
