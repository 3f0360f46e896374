import type { TimelineEntryDto } from '@ofs/contracts';

export function countOf(timeline: readonly TimelineEntryDto[], type: string): number {
  return timeline.filter((entry) => entry.type === type).length;
}
