import { counted } from '../text-table';

export interface Body {
  lines: number;
  /** Whether it comes with an `Idempotency-Key`. */
  keyed: boolean;
}

export interface Case extends Body {
  connections: number;
}

/** What the goals speak of. */
export const JUDGED: Case = { lines: 3, keyed: true, connections: 64 };

const bodies: readonly Body[] = [
  { lines: 3, keyed: true },
  { lines: 3, keyed: false },
  { lines: 20, keyed: true },
  { lines: 20, keyed: false },
];

/** `usual`: the first body over each number of connections, the others over that of the goals; `every`: every body over each. */
export const matrices = ['usual', 'every'] as const;

export function casesOf(connections: readonly number[], matrix: (typeof matrices)[number]): Case[] {
  return bodies.flatMap((body, index) => {
    const counts =
      index === 0 || matrix === 'every' ? connections : connections.filter((one) => one === JUDGED.connections);
    return counts.map((count) => ({ ...body, connections: count }));
  });
}

export function nameOf({ lines, keyed, connections }: Case): string {
  return `${counted(connections, 'connection')}, ${lines} lines${keyed ? ', key' : ''}`;
}
