import type { FieldErrorDto } from '@ofs/contracts';
import { pointerTo } from './json-pointer';

/** Deeper than any DTO of ours. Further down the libraries run out of stack. */
const MAX_DEPTH = 8;

/** Twice what the largest order holds. Without a bound, a body of two megabytes takes many seconds, and nobody else is served. */
const MAX_VALUES = 20_000;

/**
 * What is wrong with a value whatever DTO it should be: where class-transformer and class-validator would look away, mistake
 * one thing for another, or fail.
 */
export function shapeErrors(value: object): FieldErrorDto[] {
  if (holdsMoreThan(MAX_VALUES, value)) {
    return [{ pointer: '', detail: `must have at most ${MAX_VALUES} values in it, at all depths together` }];
  }
  return [...errorsIn(value, '', 1)];
}

function holdsMoreThan(limit: number, value: object): boolean {
  const containers = [value];
  let count = 0;
  for (const container of containers) {
    const children: unknown[] = Object.values(container);
    count += children.length;
    if (count > limit) return true;
    containers.push(...children.filter(isContainer));
  }
  return false;
}

function* errorsIn(container: object, pointer: string, depth: number): Generator<FieldErrorDto> {
  for (const [key, child] of Object.entries(container) as [string, unknown][]) {
    // `constructor`, `__proto__`, `toString`: class-transformer drops them in silence.
    if (key in Object.prototype) yield { pointer: pointerTo(pointer, key), detail: 'is a reserved name' };
    else if (!isContainer(child)) continue;
    // class-validator takes an array in an array for the items in it.
    else if (Array.isArray(container) && Array.isArray(child))
      yield { pointer: pointerTo(pointer, key), detail: 'must be an object' };
    else if (depth === MAX_DEPTH) yield { pointer: pointerTo(pointer, key), detail: 'is nested too deeply' };
    else yield* errorsIn(child, pointerTo(pointer, key), depth + 1);
  }
}

function isContainer(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
