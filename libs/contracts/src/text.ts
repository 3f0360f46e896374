import { applyDecorators } from '@nestjs/common';
import { IsString, Matches, MinLength, ValidateBy } from 'class-validator';

/** Characters no shop means to send: they break terminals, files and the systems behind us. Tab and newline included. */
const CONTROL = /[\u0000-\u001f\u007f]/;

/** A string that survives a round trip through UTF-8: no unpaired surrogate, and no control character. */
function IsCleanText(): PropertyDecorator {
  return ValidateBy({
    name: 'isCleanText',
    validator: {
      validate: (value) => typeof value !== 'string' || isClean(value),
      defaultMessage: () => 'must not contain control characters or unpaired surrogates',
    },
  });
}

/** In UTF-16 units. class-validator's own counts an emoji as one, and some marks not at all: what a field takes had no bound in bytes. */
function IsAtMost(max: number): PropertyDecorator {
  return ValidateBy({
    name: 'isAtMost',
    validator: {
      validate: (value) => typeof value !== 'string' || value.length <= max,
      defaultMessage: () => `must be at most ${max} characters long`,
    },
  });
}

/** A text field of `min` to `max` UTF-16 units; one that may not be empty must not be blank either. */
export function IsText({ min = 1, max }: { min?: 0 | 1; max: number }): PropertyDecorator {
  return applyDecorators(
    IsString({ message: 'must be a string' }),
    IsAtMost(max),
    IsCleanText(),
    ...(min === 0
      ? []
      : [MinLength(1, { message: 'must not be empty' }), Matches(/\S|^$/, { message: 'must not be blank' })]),
  );
}

/** Whether a value is what `IsText` asks for. @param max in UTF-16 units */
export function isText(value: unknown, max: number): value is string {
  return typeof value === 'string' && value.length <= max && /\S/.test(value) && isClean(value);
}

/** String values under short string keys, as shops attach to orders: at most 50, keys to 40 characters, values to 500. */
export function IsMetadata(): PropertyDecorator {
  return ValidateBy({
    name: 'isMetadata',
    validator: {
      validate: (value) => metadataError(value) === undefined,
      defaultMessage: (args) => metadataError(args?.value) ?? '',
    },
  });
}

function metadataError(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return 'must be an object of strings';
  const entries = Object.entries(value);
  if (entries.length > 50) return 'must have at most 50 entries';
  for (const [key, text] of entries) {
    if (!isClean(key) || key.length === 0 || key.length > 40) {
      return 'must have keys of 1 to 40 characters, without control characters or unpaired surrogates';
    }
    if (typeof text !== 'string' || !isClean(text) || text.length > 500) {
      return `must have string values of at most 500 characters, without control characters or unpaired surrogates: that of ${JSON.stringify(key)} is not`;
    }
  }
  return undefined;
}

function isClean(text: string): boolean {
  return !CONTROL.test(text) && text.isWellFormed();
}
