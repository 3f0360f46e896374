import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import type { OrderDto, TimelineEntryDto } from '@ofs/contracts';
import { inWorkspace } from '@ofs/testing';

export type ExportedOrder = Omit<OrderDto, 'links' | 'supportedActions'> & { timeline: TimelineEntryDto[] };

export interface Exported {
  code: number | null;
  /** What it wrote to standard output. */
  output: string;
  /** What it said to standard error. */
  said: string;
}

/** Starts what `npm run export` runs. */
export function startExport(settings: Record<string, string>, ...args: string[]) {
  return spawn(
    process.execPath,
    ['--enable-source-maps', inWorkspace('dist/apps/order-api/src/export/main.js'), ...args],
    {
      env: { ...process.env, ...settings },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
}

/** Runs it to its end. */
export async function runExport(settings: Record<string, string>, ...args: string[]): Promise<Exported> {
  const child = startExport(settings, ...args);
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
  const [output, said, code] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
  return { code, output, said };
}

export function ordersIn(lines: string): ExportedOrder[] {
  expect(lines).toMatch(/^$|\n$/);
  const each = lines.split('\n').slice(0, -1);
  return each.map((line) => JSON.parse(line) as ExportedOrder);
}
