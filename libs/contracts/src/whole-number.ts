import { IsInt, Max, Min } from 'class-validator';

/** A whole number from `min` to `max`, both included. */
export function IsWholeNumber({ min = 1, max }: { min?: 0 | 1; max: number }): PropertyDecorator {
  return (target, property) => {
    IsInt({ message: 'must be a whole number' })(target, property);
    Min(min, { message: `must be at least ${min}` })(target, property);
    Max(max, { message: `must be at most ${max}` })(target, property);
  };
}
