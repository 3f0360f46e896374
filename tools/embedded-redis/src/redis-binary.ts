import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { installDebianPackage } from './debian-package';

/** Thrown when there is no Redis and it cannot be installed from here. The message is what the user has to run. */
export class RedisMissingError extends Error {
  constructor(readonly command: string) {
    super(`no redis-server or valkey-server on PATH; run: ${command}`);
    this.name = 'RedisMissingError';
  }
}

/** The path of a `redis-server` or `valkey-server` on `PATH`, or undefined where there is none. */
export function findRedisBinary(): string | undefined {
  return findOnPath('redis-server') ?? findOnPath('valkey-server');
}

/**
 * The path of a Redis server, installing one first where that needs nobody's consent: as root on Debian and Ubuntu.
 * @param say is told what happens while an installation takes its time
 * @throws RedisMissingError elsewhere
 */
export async function ensureRedisBinary(say: (sentence: string) => void = tellOnStandardError): Promise<string> {
  const found = findRedisBinary();
  if (found !== undefined) return found;
  const remedy = remedyFor({
    root: process.getuid?.() === 0,
    apt: findOnPath('apt-get') !== undefined,
    homebrew: findOnPath('brew') !== undefined,
  });
  if (remedy !== 'install') throw new RedisMissingError(remedy);
  say('No redis-server found: installing the package redis-server; its system service stays off.');
  await installDebianPackage('redis-server');
  const installed = findRedisBinary();
  if (installed === undefined) throw new RedisMissingError('apt-get install -y redis-server');
  say(`Installed ${installed}.`);
  return installed;
}

/** What to do about a missing Redis: install it ourselves, or the one line that the user has to run. */
export function remedyFor(machine: { root: boolean; apt: boolean; homebrew: boolean }): string {
  if (machine.apt) return machine.root ? 'install' : 'sudo apt-get install -y redis-server';
  if (machine.homebrew) return 'brew install redis';
  return (
    'docker run -d -p 127.0.0.1:6379:6379 redis:7-alpine redis-server --appendonly yes --appendfsync always ' +
    '--maxmemory-policy noeviction && REDIS_URL=redis://127.0.0.1:6379 npm start'
  );
}

function tellOnStandardError(sentence: string): void {
  process.stderr.write(`${sentence}\n`);
}

function findOnPath(name: string): string | undefined {
  const folders = (process.env.PATH ?? '').split(delimiter).filter((folder) => folder !== '');
  return folders.map((folder) => join(folder, name)).find(isExecutable);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
