import { readFileSync } from 'node:fs';
import { ORDER_STATES_FILE, orderStates } from '../scripts/order-states';
import { notes, orderStatuses, transitions } from './order-status';

it('docs/order-states.md tells of every move, status and entry there is', () => {
  for (const name of [...Object.keys(transitions), ...orderStatuses, ...Object.keys(notes)])
    expect(orderStates()).toContain(name);
});

it('docs/order-states.md is current: `npx nx run contracts:docs` writes it', () => {
  expect(readFileSync(ORDER_STATES_FILE, 'utf8')).toBe(orderStates());
});
