import { type FieldErrorDto, ProblemError } from '@ofs/contracts';
import { plainToInstance } from 'class-transformer';
import { validateSync, type ValidationError } from 'class-validator';
import { pointerTo } from './json-pointer';
import { shapeErrors } from './json-shape';
import { isSurely } from './quick-check';

/**
 * A parsed JSON value as the DTO it has to be: its fields, not an instance of its class. Of several validators the one next to the property is asked first, and the
 * first that objects is the one that is told: put the type there, and what it must be like above.
 * @throws ProblemError `validation-failed`, with a pointer to every field that is missing, wrong or unknown
 */
export function validated<T extends object>(Dto: new () => T, value: unknown): T {
  if (isSurely(Dto, value)) return value as T;
  if (!isJsonObject(value)) throw wrong([{ pointer: '', detail: 'must be a JSON object' }]);
  const misshapen = shapeErrors(value);
  if (misshapen.length > 0) throw wrong(misshapen);
  const instance = plainToInstance(Dto, value);
  const errors = validateSync(instance, { whitelist: true, forbidNonWhitelisted: true, stopAtFirstError: true });
  if (errors.length > 0) throw wrong(errors.flatMap((error) => [...fieldErrors(error, '')]));
  return instance;
}

function wrong(errors: FieldErrorDto[]): ProblemError {
  const count = errors.length === 1 ? '1 field is' : `${errors.length} fields are`;
  return new ProblemError('validation-failed', `${count} wrong`, { errors });
}

function* fieldErrors(error: ValidationError, parent: string): Generator<FieldErrorDto> {
  const pointer = pointerTo(parent, error.property);
  const [[rule, detail] = []] = Object.entries(error.constraints ?? {});
  if (rule === 'whitelistValidation') yield { pointer, detail: 'is not a known field' };
  else if (detail !== undefined) yield { pointer, detail: error.value === undefined ? 'is required' : detail };
  for (const child of error.children ?? []) yield* fieldErrors(child, pointer);
}

function isJsonObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
