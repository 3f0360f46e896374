import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import type { Effect } from './evidence';

/** What the sandbox has done, from its journal: the whole truth, of which its HTTP ledger shows parts. */
export async function readJournal(path: string): Promise<Effect[]> {
  const effects: Effect[] = [];
  for await (const line of createInterface({ input: createReadStream(path) })) effects.push(JSON.parse(line) as Effect);
  return effects;
}
