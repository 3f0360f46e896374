// eslint-disable-next-line @typescript-eslint/triple-slash-reference -- projects that import this one do not see the file otherwise
/// <reference path="./class-transformer-storage.d.ts" />
import { TransformationType } from 'class-transformer';
import { defaultMetadataStorage as transformations } from 'class-transformer/cjs/storage';
import { getMetadataStorage, ValidationTypes } from 'class-validator';
import { shapeErrors } from './json-shape';

type Dto = new () => object;
/** What one decorator says of a property. */
type Decorator = ReturnType<typeof decoratorsOf>[string][number];
/** Whether a property of an object is right. */
type Rule = (value: unknown, object: object) => boolean;

const checks = new Map<Dto, ((value: unknown) => boolean) | undefined>();

/**
 * Whether a parsed JSON value is what its DTO demands, where that can be said at once. class-transformer and class-validator look up what
 * the decorators say, sort it and prepare for errors with each value, which was a quarter of all that the intake of an order took. Here
 * it is looked up once. `false` says nothing: they have to be asked, as for all that is wrong with a value, and for a DTO with decorators that are not known here.
 */
export function isSurely(Dto: Dto, value: unknown): boolean {
  if (!checks.has(Dto)) checks.set(Dto, checkOf(Dto));
  return checks.get(Dto)?.(value) ?? false;
}

function checkOf(Dto: Dto): ((value: unknown) => boolean) | undefined {
  if (hasDefaults(Dto)) return undefined;
  const rules = new Map<string, Rule>();
  for (const [property, decorators] of Object.entries(decoratorsOf(Dto))) {
    const rule = isChanged(Dto, property, decorators) ? undefined : ruleOf(Dto, decorators);
    if (rule === undefined) return undefined;
    rules.set(property, rule);
  }
  return (value) => {
    if (!isObject(value)) return false;
    for (const name of Object.keys(value)) if (!rules.has(name)) return false;
    for (const [name, holds] of rules) if (!holds((value as Record<string, unknown>)[name], value)) return false;
    return true;
  };
}

/** Whether an instance has fields by itself, which a parsed value has not. */
function hasDefaults(Dto: Dto): boolean {
  return Object.values(new Dto()).some((value) => value !== undefined);
}

function decoratorsOf(Dto: Dto) {
  const storage = getMetadataStorage();
  return storage.groupByPropertyName(storage.getTargetValidationMetadatas(Dto, '', false, false));
}

/** Whether class-transformer makes something else of the property than an instance of the class that is nested in it. */
function isChanged(Dto: Dto, property: string, decorators: Decorator[]): boolean {
  return (
    decorators.some(isNesting) !== (transformations.findTypeMetadata(Dto, property) !== undefined) ||
    transformations.findTransformMetadatas(Dto, property, TransformationType.PLAIN_TO_CLASS).length > 0 ||
    transformations.findExposeMetadata(Dto, property) !== undefined ||
    transformations.findExcludeMetadata(Dto, property) !== undefined
  );
}

/** All that is asked of a property; undefined where something of it is not known here. */
function ruleOf(Dto: Dto, decorators: Decorator[]): Rule | undefined {
  const conditions: Rule[] = [];
  const rules: Rule[] = [];
  for (const decorator of decorators) {
    const { type, constraints } = decorator;
    if (type === ValidationTypes.CONDITIONAL_VALIDATION) conditions.push(conditionOf(constraints));
    else if (type === ValidationTypes.NESTED_VALIDATION) rules.push(nestedRule(Dto, decorator));
    else if (isKnown(decorator)) rules.push(...constraintRules(Dto, decorator));
    else return undefined;
  }
  if (!decorators.some(isNesting)) rules.push(isWellShaped);
  return (value, object) => {
    for (const applies of conditions) if (!applies(value, object)) return true;
    for (const holds of rules) if (!holds(value, object)) return false;
    return true;
  };
}

function isNesting({ type }: Decorator): boolean {
  return type === ValidationTypes.NESTED_VALIDATION;
}

function isKnown({ type, validateIf, each, constraintCls }: Decorator): boolean {
  return (
    type === ValidationTypes.CUSTOM_VALIDATION &&
    validateIf === undefined &&
    !each &&
    getMetadataStorage()
      .getTargetValidatorConstraints(constraintCls)
      .every(({ async }) => !async)
  );
}

function constraintRules(Dto: Dto, { constraintCls, constraints, propertyName: property }: Decorator): Rule[] {
  const targetName = Dto.name;
  return getMetadataStorage()
    .getTargetValidatorConstraints(constraintCls)
    .map(({ instance }): Rule => {
      return (value, object) => instance.validate(value, { value, constraints, targetName, object, property }) === true;
    });
}

function conditionOf([applies]: readonly unknown[]): Rule {
  return (value, object) => (applies as (object: object, value: unknown) => boolean)(object, value);
}

/** What no DTO describes the inside of. */
function isWellShaped(value: unknown): boolean {
  return typeof value !== 'object' || value === null || shapeErrors(value).length === 0;
}

function nestedRule(Dto: Dto, { propertyName, each }: Decorator): Rule {
  const { typeFunction } = transformations.findTypeMetadata(Dto, propertyName);
  const Nested = typeFunction() as Dto;
  if (!each) return (value) => isSurely(Nested, value);
  return (value) => Array.isArray(value) && value.every((item) => isSurely(Nested, item));
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
