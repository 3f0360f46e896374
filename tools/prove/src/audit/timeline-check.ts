import { type TimelineEntryDto, type Transition, type TransitionType, transitions } from '@ofs/contracts';
import { type Check, unless } from './check';

/** An order's timeline has each of its versions once, and each entry goes on from the one before it as the table allows. */
export const timelinesAreWhole: Check = {
  name: 'timelines-are-whole',
  promise: 'P4',
  examine: ({ shown, stored }, findings) => {
    for (const [id, { order, timeline }] of shown) {
      const kept = stored.orders.get(id);
      findings.about(
        id,
        unless(
          timeline.every(({ sequence }, index) => sequence === index + 1),
          `has the sequence ${sequencesOf(timeline)}`,
        ),
        unless(timeline.length === order.version, `is at version ${order.version} with ${timeline.length} entries`),
        unless(timeline.at(-1)?.to === order.status, `is ${order.status}, and ${timeline.at(-1)?.to} by its timeline`),
        unless(
          kept === undefined || (kept.version === order.version && kept.status === order.status),
          'is shown otherwise than kept',
        ),
        unless(kept === undefined || kept.timelineLength === timeline.length, 'has another timeline than is kept'),
        forbiddenMove(timeline),
      );
    }
  },
};

function sequencesOf(timeline: TimelineEntryDto[]): string {
  return timeline.map(({ sequence }) => sequence).join(' ');
}

function forbiddenMove(timeline: TimelineEntryDto[]): string | undefined {
  const wrong = timeline.find((entry, index) => !mayFollow(entry, timeline[index - 1]));
  return wrong && `has ${wrong.type} from ${wrong.from} to ${wrong.to} as entry ${wrong.sequence}`;
}

function mayFollow({ type, from, to }: TimelineEntryDto, before: TimelineEntryDto | undefined): boolean {
  if (before === undefined) return type === 'order.accepted' && from === null && to === 'accepted';
  if (from !== before.to) return false;
  if (!(type in transitions)) return from === to; // a note
  const { from: sources, to: target }: Transition = transitions[type as TransitionType];
  return sources.includes(from) && (target === 'back' || target === to);
}
