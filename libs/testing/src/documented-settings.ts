import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The settings in the README's table: what each variable's default is said to be, or undefined where it has none. */
export function documentedSettings(): Map<string, string | undefined> {
  const readme = readFileSync(join(__dirname, '../../../README.md'), 'utf8');
  const rows = readme.matchAll(/^\| `([A-Z_]+)`\s*\|\s*(?:`([^`]*)`|unset|–)\s*\|/gm);
  return new Map([...rows].map(([, variable, standard]) => [variable!, standard]));
}
