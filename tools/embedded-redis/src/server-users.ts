import { mkdir, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { uptime } from 'node:os';
import { join } from 'node:path';

/** Which processes use a server: a file for each, named by its process id. Whoever leaves last stops the server. */
export class ServerUsers {
  constructor(private readonly folder: string) {}

  async enter(): Promise<void> {
    await mkdir(this.folder, { recursive: true });
    await writeFile(this.fileOf(process.pid), '');
  }

  async leave(): Promise<void> {
    await rm(this.fileOf(process.pid), { force: true });
  }

  /** The others that still run. One that was killed has left its file behind, which goes now. */
  async others(): Promise<number[]> {
    const pids = (await readdir(this.folder)).map(Number).filter((pid) => pid !== process.pid);
    const here: number[] = [];
    for (const pid of pids) {
      if (isAlive(pid) && !(await this.isFromBeforeBoot(pid))) here.push(pid);
      else await rm(this.fileOf(pid), { force: true });
    }
    return here;
  }

  /** After a reboot any process may have the number. */
  private async isFromBeforeBoot(pid: number): Promise<boolean> {
    const bootedAt = Date.now() - uptime() * 1000;
    return (await stat(this.fileOf(pid)).catch(() => ({ mtimeMs: 0 }))).mtimeMs < bootedAt;
  }

  private fileOf(pid: number): string {
    return join(this.folder, String(pid));
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
