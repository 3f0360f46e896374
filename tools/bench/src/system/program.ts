import { freePort, SpawnedProcess, untilStarted } from '@ofs/embedded-redis';
import { HttpClient, inWorkspace } from '@ofs/testing';

const START_TIMEOUT_MS = 30_000;

interface ProgramOptions {
  /** The file from `tools/bench/src`, without its ending. It is given the arguments, and then the port to listen on. */
  file: string;
  args?: readonly string[];
  /** How long it may take to answer, in milliseconds. */
  timeoutMs?: number;
}

/** A program of ours in a process of its own, so that what it takes can be told from what the measuring takes. */
export class Program {
  private constructor(
    readonly url: string,
    private readonly file: string,
    private readonly child: SpawnedProcess,
    private readonly http: HttpClient,
  ) {}

  static async start({ file, args = [], timeoutMs = 60_000 }: ProgramOptions): Promise<Program> {
    const port = await freePort();
    const main = inWorkspace('dist/tools/bench/src', `${file}.js`);
    const child = await SpawnedProcess.spawn(process.execPath, [...nodeFlags, main, ...args, String(port)], {
      env: { ...process.env, ...environment },
      tethered: true,
    });
    const url = `http://127.0.0.1:${port}`;
    try {
      await untilStarted(child, url, START_TIMEOUT_MS);
    } catch (cause) {
      await child.kill();
      throw new Error(`${file} did not start: ${(cause as Error).message}\n${child.lastLines.join('\n')}`, { cause });
    }
    return new Program(url, file, child, new HttpClient({ url, connections: 1, timeoutMs }));
  }

  get pid(): number {
    return this.child.pid;
  }

  /** Asks the program to do something (`POST /`), and resolves to what it says. */
  async ask<T>(question: unknown): Promise<T> {
    const { status, text } = await this.http.post('/', JSON.stringify(question), {});
    if (status !== 200) throw new Error(`${this.file} failed: ${text}`);
    return JSON.parse(text) as T;
  }

  async residentBytes(): Promise<number> {
    return (JSON.parse((await this.http.get('/')).text) as { residentBytes: number }).residentBytes;
  }

  async stop(): Promise<void> {
    this.http.close();
    await this.child.kill();
  }
}

/** Of every service that is measured, ours and others'. */
export const environment = { NODE_ENV: 'production', LOG_LEVEL: 'warn', HOST: '127.0.0.1' };

/** As our own services are started. */
const nodeFlags = ['--enable-source-maps'];
