import { Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import { closeSync, fstatSync, ftruncateSync, mkdirSync, openSync, readSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { effectKinds, type Entry } from './effects';
import { SandboxSettings } from './sandbox.settings';

const CHUNK_BYTES = 256 * 1024;
const NEWLINE = 0x0a;
const LINE_BEGIN = '{"kind":"';
const kinds: readonly unknown[] = [...effectKinds, 'refusal'];

/** Thrown at start when the journal holds what no sandbox wrote. Starting without it could charge a known key again. */
export class JournalError extends Error {
  constructor(
    readonly path: string,
    readonly line: number,
    options?: ErrorOptions,
  ) {
    super(`SANDBOX_JOURNAL ${path} is not a journal of this sandbox: line ${line} cannot be read`, options);
    this.name = 'JournalError';
  }
}

/**
 * The entries of the ledger in a file, one JSON object a line. Written synchronously and not fsynced: what was answered
 * survives the end of the process, however it ends, but not a power cut.
 */
@Injectable()
export class Journal implements OnApplicationShutdown {
  private readonly logger = new Logger(Journal.name);
  private file: { fd: number; length: number } | undefined;

  constructor(private readonly settings: SandboxSettings) {}

  /**
   * Opens the file and hands over its entries, oldest first. A last line that a crash tore is cut off.
   * @throws JournalError when another line is damaged, or the file is not a journal at all
   */
  restore(book: (entry: Entry) => void): void {
    const path = this.settings.sandboxJournal;
    if (path === undefined) return;
    mkdirSync(dirname(path), { recursive: true });
    const fd = openSync(path, 'a+');
    this.file = { fd, length: fstatSync(fd).size };
    const length = bookLines(path, fd, this.file.length, book);
    if (length < this.file.length) this.cutTo(length);
  }

  /** When it throws, nothing of the entry stays in the file. */
  append({ kind, ...fields }: Entry): void {
    if (this.file === undefined) return;
    // The kind comes first: by its beginning a torn first line is told from a file that is not ours to cut.
    const line = Buffer.from(`${JSON.stringify({ kind, ...fields })}\n`);
    try {
      for (let written = 0; written < line.length;) written += writeSync(this.file.fd, line, written);
    } catch (error) {
      // Half a line (disk full) would damage the next one.
      ftruncateSync(this.file.fd, this.file.length);
      throw error;
    }
    this.file.length += line.length;
  }

  onApplicationShutdown(): void {
    if (this.file !== undefined) closeSync(this.file.fd);
    this.file = undefined;
  }

  private cutTo(length: number): void {
    const { fd, length: before } = this.file!;
    ftruncateSync(fd, length);
    this.file = { fd, length };
    const path = this.settings.sandboxJournal;
    this.logger.warn({ path, bytes: before - length }, 'the last line of the journal was torn; cut it off');
  }
}

/** Returns how many bytes hold whole entries; what follows is one torn line. */
function bookLines(path: string, fd: number, size: number, book: (entry: Entry) => void): number {
  let length = 0;
  let number = 0;
  for (const { text, end, whole } of linesOf(fd)) {
    number++;
    try {
      if (!whole) throw new SyntaxError('The line has no end');
      book(parse(text));
      length = end;
    } catch (error) {
      const torn = error instanceof SyntaxError && end === size;
      if (!torn || (length === 0 && !beginsEntry(text))) throw new JournalError(path, number, { cause: error });
    }
  }
  return length;
}

function parse(line: string): Entry {
  const value = JSON.parse(line) as Partial<Entry> | null;
  if (!kinds.includes(value?.kind) || typeof value?.key !== 'string') throw new TypeError('The line is not an entry');
  return value as Entry;
}

function beginsEntry(text: string): boolean {
  return text.startsWith(LINE_BEGIN) || LINE_BEGIN.startsWith(text);
}

interface Line {
  text: string;
  /** Where the next line begins in the file. */
  end: number;
  /** Whether it ends with a newline. */
  whole: boolean;
}

/** Chunk by chunk: the file of a long run is larger than a string may be. */
function* linesOf(fd: number): Generator<Line> {
  const chunk = Buffer.allocUnsafe(CHUNK_BYTES);
  let rest = Buffer.alloc(0);
  let end = 0;
  for (let position = 0, read; (read = readSync(fd, chunk, 0, CHUNK_BYTES, position)) > 0; position += read) {
    const bytes = Buffer.concat([rest, chunk.subarray(0, read)]);
    let start = 0;
    for (let newline; (newline = bytes.indexOf(NEWLINE, start)) !== -1; start = newline + 1) {
      end += newline + 1 - start;
      yield { text: bytes.toString('utf8', start, newline), end, whole: true };
    }
    rest = bytes.subarray(start);
  }
  if (rest.length > 0) yield { text: rest.toString('utf8'), end: end + rest.length, whole: false };
}
