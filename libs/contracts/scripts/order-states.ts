import { join } from 'node:path';
import { supportedActions } from '../src/order-action';
import {
  hasEnded,
  notes,
  type OrderStatus,
  orderStatuses,
  type Transition,
  type TransitionType,
  transitions,
} from '../src/order-status';

export const ORDER_STATES_FILE = join(__dirname, '../../../docs/order-states.md');

/** What stops an order on its way or lets it go on, drawn by itself: it comes from nearly everywhere. */
const interruptions: readonly TransitionType[] = [
  'order.held',
  'hold.added',
  'hold.released',
  'order.released',
  'order.cancel_requested',
  'order.failed',
  'order.retried',
];

/** docs/order-states.md, as the transition table has it. */
export function orderStates(): string {
  const types = Object.keys(transitions) as TransitionType[];
  const onward = types.filter((type) => !interruptions.includes(type));
  return `<!-- Made of libs/contracts/src/order-status.ts by \`npx nx run contracts:docs\`; do not edit. -->

# Where an order can stand

The statuses of an order and the moves between them, by the type of the entry that each leaves in the order's timeline. The code runs on
the same table ([order-status.ts](../libs/contracts/src/order-status.ts)): a move that is not in it cannot be written.

## Its way

${diagramOf(['[*] --> accepted: order.accepted', ...arrowsOf(onward), ...endings()])}

## What stops it, and lets it go on

An order that is held or has failed goes back to where it was.

${diagramOf(['state "where it was" as back', ...arrowsOf(interruptions)])}

## Every move

${tableOf(
  ['entry', 'from', 'to', 'payment becomes', 'fulfillment becomes'],
  types.map((type) => rowOf(type)),
)}

Moves marked with * are refused once the carrier was asked (\`fulfillmentStatus\` is not \`unfulfilled\`): a parcel that left cannot be called back.

## What moves nothing

An order's timeline also has entries that leave it where it is. Each counts in its version, as every entry does. The first of all,
\`order.accepted\`, is where it begins.

${tableOf(
  ['entry', 'what it tells'],
  Object.entries(notes).map(([type, text]) => [`\`${type}\``, text]),
)}

## What an operator can do

${tableOf(
  ['status', 'actions'],
  orderStatuses.map((status) => [status, actionsOf(status)]),
)}

Once the carrier was asked, cancel and hold are not among them.
`;
}

function actionsOf(status: OrderStatus): string {
  const fulfillmentStatus = status === 'shipped' || status === 'completed' ? 'shipped' : 'unfulfilled';
  return supportedActions({ status, fulfillmentStatus }).join(', ') || '–';
}

function diagramOf(lines: readonly string[]): string {
  return ['```mermaid', 'stateDiagram-v2', ...lines.map((line) => `  ${line}`), '```'].join('\n');
}

function arrowsOf(types: readonly TransitionType[]): string[] {
  return types.flatMap((type) => {
    const { from, to }: Transition = transitions[type];
    return from.map((status) => `${status} --> ${to}: ${type}`);
  });
}

function endings(): string[] {
  return orderStatuses.filter(hasEnded).map((status: OrderStatus) => `${status} --> [*]`);
}

function rowOf(type: TransitionType): string[] {
  const { from, to, paymentStatus, fulfillmentStatus, beforeShipment }: Transition = transitions[type];
  const target = to === 'back' ? 'where it was' : to;
  return [
    `\`${type}\`${beforeShipment ? ' *' : ''}`,
    from.join(', '),
    target,
    paymentStatus ?? '',
    fulfillmentStatus ?? '',
  ];
}

/** As Prettier would set it. */
function tableOf(head: readonly string[], rows: readonly string[][]): string {
  const widths = head.map((title, column) => Math.max(title.length, ...rows.map((row) => row[column]!.length)));
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column]!)).join(' | ')} |`;
  return [line(head), line(widths.map((width) => '-'.repeat(width))), ...rows.map(line)].join('\n');
}
