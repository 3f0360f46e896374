import { readFileSync } from 'node:fs';
import { inWorkspace } from '@ofs/testing';

/** The names in the README's table of metrics. */
export function documentedMetrics(): string[] {
  const [, table = ''] = /## Metrics\n([^]*?)\n## /.exec(readFileSync(inWorkspace('README.md'), 'utf8')) ?? [];
  const rows = table.split('\n').filter((line) => line.startsWith('| `'));
  return rows.flatMap((row) => [...row.split('|')[1]!.matchAll(/`([a-z_]+)`/g)].map(([, name]) => name!));
}
