import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';

const KEPT_LINES = 30;

export interface Exit {
  code: number | null;
  signal: NodeJS.Signals | null;
}

export interface SpawnedProcessOptions {
  env?: NodeJS.ProcessEnv;
  cwd?: string;
  /** Is given each line of standard output and standard error. */
  onLine?: (line: string) => void;
  /** Kill it when this process ends in any way, SIGKILL included: a test run cut short must not leave servers behind. */
  tethered?: boolean;
}

/**
 * A child process in a process group of its own, so that Ctrl-C in a terminal does not reach it: its parent decides when and
 * in which order things stop. Signals go to the whole group.
 */
export class SpawnedProcess {
  readonly pid: number;
  /** Resolves when the process is gone and all that it wrote has been read. */
  readonly exited: Promise<Exit>;
  readonly lastLines: string[] = [];
  private running = true;

  private constructor(child: ChildProcess, options: SpawnedProcessOptions) {
    this.pid = child.pid!;
    for (const output of [child.stdout, child.stderr]) this.readLines(output!, options.onLine);
    const untether = options.tethered ? tether(this.pid) : undefined;
    // Its number may belong to another process from here on.
    child.once('exit', () => {
      this.running = false;
      untether?.();
    });
    this.exited = new Promise((resolve) => {
      child.once('close', (code, signal) => resolve({ code, signal }));
    });
  }

  /** @throws the system's error when the command cannot be run */
  static async spawn(
    command: string,
    args: readonly string[],
    options: SpawnedProcessOptions = {},
  ): Promise<SpawnedProcess> {
    const child = spawn(command, args, {
      env: options.env ?? process.env,
      cwd: options.cwd,
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    await new Promise<void>((resolve, reject) => {
      child.once('spawn', resolve);
      child.once('error', reject);
    });
    return new SpawnedProcess(child, options);
  }

  get isRunning(): boolean {
    return this.running;
  }

  /** Asks it to end, and kills it when it has not after `graceMs`. */
  async stop(graceMs: number): Promise<Exit> {
    this.signal('SIGTERM');
    // A frozen process sees no SIGTERM until it is thawed.
    this.signal('SIGCONT');
    const timer = setTimeout(() => this.signal('SIGKILL'), graceMs);
    try {
      return await this.exited;
    } finally {
      clearTimeout(timer);
    }
  }

  async kill(): Promise<Exit> {
    this.signal('SIGKILL');
    return this.exited;
  }

  signal(signal: NodeJS.Signals): void {
    if (this.running) process.kill(-this.pid, signal);
  }

  private readLines(output: Readable, onLine?: (line: string) => void): void {
    createInterface({ input: output }).on('line', (line) => {
      this.lastLines.push(line);
      if (this.lastLines.length > KEPT_LINES) this.lastLines.shift();
      onLine?.(line);
    });
  }
}

/** A shell that waits for our end of its pipe to close, which the kernel sees to even when this process is killed. */
function tether(pid: number): () => void {
  const guard = spawn('sh', ['-c', 'read -r _; kill -s KILL -- "-$1"', 'tether', String(pid)], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  guard.unref();
  return () => void guard.kill('SIGKILL');
}
