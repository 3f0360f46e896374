import { writeFileSync } from 'node:fs';
import { ORDER_STATES_FILE, orderStates } from './order-states';

writeFileSync(ORDER_STATES_FILE, orderStates());
