import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** A path from the workspace's root, wherever this file runs: built, or as it is. */
export function inWorkspace(...path: string[]): string {
  return join(rootAbove(__dirname), ...path);
}

function rootAbove(folder: string): string {
  return existsSync(join(folder, 'nx.json')) ? folder : rootAbove(dirname(folder));
}
