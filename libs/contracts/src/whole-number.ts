import { applyDecorators } from '@nestjs/common';
import { IsInt, Max, Min } from 'class-validator';

/** A whole number from `min` to `max`, both included. Beyond the largest safe integer a number is not the one that was sent. */
export function IsWholeNumber({
  min = 1,
  max = Number.MAX_SAFE_INTEGER,
}: { min?: 0 | 1; max?: number } = {}): PropertyDecorator {
  return applyDecorators(
    IsInt({ message: 'must be a whole number' }),
    Min(min, { message: `must be at least ${min}` }),
    Max(max, { message: `must be at most ${max}` }),
  );
}
