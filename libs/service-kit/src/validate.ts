import { type FieldErrorDto, ProblemError } from '@ofs/contracts';
import { plainToInstance } from 'class-transformer';
import { validateSync, type ValidationError } from 'class-validator';

/**
 * A parsed JSON value as the DTO it has to be.
 * @throws ProblemError `validation-failed`, with a pointer to every field that is missing, wrong or unknown
 */
export function validated<T extends object>(Dto: new () => T, value: unknown): T {
  const errors = isJsonObject(value) ? errorsOf(Dto, value) : [{ pointer: '', detail: 'must be a JSON object' }];
  if (Array.isArray(errors)) {
    const count = errors.length === 1 ? '1 field is' : `${errors.length} fields are`;
    throw new ProblemError('validation-failed', `${count} wrong`, { errors });
  }
  return errors;
}

function errorsOf<T extends object>(Dto: new () => T, value: object): T | FieldErrorDto[] {
  const constructors = [...constructorKeys(value, '')];
  if (constructors.length > 0) return constructors;
  const instance = plainToInstance(Dto, value);
  const errors = validateSync(instance, { whitelist: true, forbidNonWhitelisted: true, forbidUnknownValues: true });
  return errors.length === 0 ? instance : errors.flatMap((error) => [...fieldErrors(error, '')]);
}

/** class-transformer passes over keys named `constructor` in silence; to us they are unknown fields like any other. */
function* constructorKeys(value: object, pointer: string): Generator<FieldErrorDto> {
  for (const [key, child] of Object.entries(value)) {
    const at = pointerTo(pointer, key);
    if (key === 'constructor') yield { pointer: at, detail: 'is not a known field' };
    else if (typeof child === 'object' && child !== null) yield* constructorKeys(child as object, at);
  }
}

function* fieldErrors(error: ValidationError, parent: string): Generator<FieldErrorDto> {
  const pointer = pointerTo(parent, error.property);
  const { whitelistValidation, ...constraints } = error.constraints ?? {};
  if (whitelistValidation !== undefined) yield { pointer, detail: 'is not a known field' };
  else if (error.value === undefined && Object.keys(constraints).length > 0) yield { pointer, detail: 'is required' };
  else for (const detail of mostTelling(constraints)) yield { pointer, detail };
  for (const child of error.children ?? []) yield* fieldErrors(child, pointer);
}

/** Of a value of the wrong type only that is said: that it is also "too long" or "too small" tells nothing. */
function mostTelling(constraints: Record<string, string>): string[] {
  const type = constraints['isString'] ?? constraints['isInt'] ?? constraints['isArray'] ?? constraints['isObject'];
  return type === undefined ? Object.values(constraints) : [type];
}

/** RFC 6901, section 3. */
function pointerTo(parent: string, key: string): string {
  return `${parent}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`;
}

function isJsonObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
