import { v7 } from 'uuid';
import { typeId } from './type-id';

/** A new hold's id: a TypeID (`hold_` + UUIDv7), so that an order's holds sort by the time they were placed. */
export function newHoldId(): string {
  return typeId('hold', v7(undefined, new Uint8Array(16)));
}
