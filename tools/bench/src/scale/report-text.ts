import { textOfMachine } from '../machine';
import type { Spread } from '../statistics';
import { exact, rounded, textTable } from '../text-table';
import type { Judgement } from './judgement';
import type { FigureReport, Report } from './report';

const UNCLEAR = 'UNCLEAR: the rounds differ too much; a machine that does nothing else, or more rounds, tell more';

/** The report as people read it. */
export function textOf(report: Report): string {
  const { machine, redisVersion, options, figures, judgements, flat, keyTableEnlarged, levels } = report;
  const { rounds, orders, fsync } = options;
  const waiting = levels.map((level) => level.waiting.toLocaleString('en'));
  const rows = [['', ...waiting.map((count) => `${count} waiting`)], ...figures.map(rowOf)];
  return [
    `${textOfMachine(machine, redisVersion)}, appendfsync ${fsync}`,
    `${rounds} rounds of ${orders} orders, after one to warm up: median (least–most) ×ratio to ${waiting[0]} waiting in the same round`,
    '',
    ...textTable(rows),
    '',
    `Judged, marked *: ${waiting.at(-1)} waiting against ${waiting[0]}. A cost by the median of its ratios, broken when that is above`,
    'its limit with 95 % confidence, unclear when with less; memory by the least after any round.',
    ...judgements.map(judged),
    ...(keyTableEnlarged
      ? [
          `Redis was enlarging the table of its keys at ${waiting.at(-1)} waiting: choose another level, see docs/performance.md`,
        ]
      : []),
    flat ? 'FLAT' : judgements.some(({ verdict }) => verdict === 'broken') ? 'NOT FLAT' : UNCLEAR,
  ].join('\n');
}

function judged({ figure, measured, atLeast, limit, verdict }: Judgement): string {
  const what = `  ${verdict.padEnd(7)} ${figure.replace(/, [^,]*$/, '').padEnd(36)}`;
  return figure.startsWith('memory')
    ? `${what} ${measured.toFixed(1)} MB more; may be ${limit}`
    : `${what} ×${exact(measured)}, surely ×${exact(atLeast)}; may be ×${exact(limit)}`;
}

function rowOf({ name, judged, values, ratios }: FigureReport): string[] {
  const cells = values.map((spread, level) => {
    if (spread === undefined) return '–';
    const ratio = ratios[level];
    return level === 0 || ratio === undefined
      ? range(spread, rounded)
      : `${range(spread, rounded)} ×${range(ratio, exact)}`;
  });
  return [`${judged ? '*' : ' '} ${name}`, ...cells];
}

function range({ median, least, most }: Spread, format: (value: number) => string): string {
  return least === most ? format(median) : `${format(median)} (${format(least)}–${format(most)})`;
}
