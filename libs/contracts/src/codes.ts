import { isISO31661Alpha2, isISO4217CurrencyCode, ValidateBy } from 'class-validator';

/** An ISO 4217 currency code. Upper case only, as the standard writes it: `gbp` and `GBP` must not become two currencies. */
export function IsCurrencyCode(): PropertyDecorator {
  return IsCode('an ISO 4217 currency code', isISO4217CurrencyCode);
}

/** An ISO 3166-1 alpha-2 country code, upper case only. */
export function IsCountryCode(): PropertyDecorator {
  return IsCode('an ISO 3166-1 alpha-2 country code', isISO31661Alpha2);
}

function IsCode(what: string, isCode: (value: unknown) => boolean): PropertyDecorator {
  return ValidateBy({
    name: 'isCode',
    validator: {
      validate: (value) => typeof value === 'string' && value === value.toUpperCase() && isCode(value),
      defaultMessage: () => `must be ${what} in upper case`,
    },
  });
}
