import { type FileHandle, open, rename, rm, stat } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { OptionError } from './options';

/** A file that has its name once all is in it. Until then it is there as `<name>.part`. */
export class ExportFile {
  private constructor(
    private readonly name: string,
    private readonly part: string,
    private readonly handle: FileHandle,
  ) {}

  /** @throws OptionError when there is a folder of that name; the system's error when no file can be written there */
  static async create(name: string): Promise<ExportFile> {
    if ((await stat(name).catch(() => undefined))?.isDirectory())
      throw new OptionError(`--out must name a file, and ${name} is a folder`);
    const part = `${name}.part`;
    return new ExportFile(name, part, await open(part, 'w'));
  }

  async write(lines: Readable): Promise<void> {
    await pipeline(lines, this.handle.createWriteStream({ flush: true }));
    await rename(this.part, this.name);
  }

  /** Leaves nothing behind of a file that did not become whole. */
  async discard(): Promise<void> {
    await this.handle.close();
    await rm(this.part, { force: true });
  }
}
