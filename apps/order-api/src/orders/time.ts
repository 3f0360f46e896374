import { isRFC3339, ValidateBy } from 'class-validator';

/** An RFC 3339 time on a day that exists: JavaScript takes February 30 for March 2. */
export function IsTime(): PropertyDecorator {
  return ValidateBy({
    name: 'isTime',
    validator: {
      validate: (value) => typeof value === 'string' && isRFC3339(value) && isDay(value.slice(0, 'yyyy-mm-dd'.length)),
      defaultMessage: () => 'must be an RFC 3339 time, such as 2026-11-22T00:00:00Z, on a day that exists',
    },
  });
}

function isDay(date: string): boolean {
  return new Date(`${date}T00:00:00Z`).toISOString().startsWith(date);
}

/** In milliseconds since 1970, before which there is no order. A leap second is taken for the one before it. */
export function millisecondsOf(time: string | undefined): number | undefined {
  return time === undefined ? undefined : Math.max(0, Date.parse(time.replace(/:60(?=[.Zz+-])/, ':59')));
}
