import { getMetadataStorage, validateSync, type ValidationError } from 'class-validator';

export interface SettingFault {
  variable: string;
  /** As it was set; undefined where it was not. */
  value: string | undefined;
  /** What it must be. */
  detail: string;
}

/** Thrown at start when a setting is missing or wrong. The message names each variable and what it must be. */
export class SettingsError extends Error {
  constructor(readonly faults: readonly SettingFault[]) {
    super(faults.map(({ variable, value, detail }) => `${variable} ${detail}, not ${shown(value)}`).join('\n'));
    this.name = 'SettingsError';
  }
}

/**
 * Reads the settings of class `Settings` from the environment. Every property with a validator is a setting, named as its
 * environment variable is, in camel case: `leaseMs` is `LEASE_MS`. The initial values are the defaults. An empty variable counts as unset.
 * @throws SettingsError naming every variable that is wrong
 */
export function loadSettings<T extends object>(Settings: new () => T, env: Record<string, unknown>): T {
  const settings = new Settings();
  for (const property of settingsOf(Settings)) {
    const text = env[variableOf(property)];
    if (typeof text !== 'string' || text === '') continue;
    const type: unknown = Reflect.getMetadata('design:type', Settings.prototype as object, property);
    Reflect.set(settings, property, parse(text, type));
  }
  // Of several validators the one next to the property is asked first: put the type there, and what it must be like above.
  const errors = validateSync(settings, { stopAtFirstError: true });
  if (errors.length > 0) throw new SettingsError(errors.map((error) => faultOf(error, env)));
  return settings;
}

function faultOf({ property, constraints = {} }: ValidationError, env: Record<string, unknown>): SettingFault {
  const variable = variableOf(property);
  const detail = Object.values(constraints).join(' and ').replace(`${property} `, '');
  return { variable, value: env[variable] as string | undefined, detail };
}

/** The settings a class declares, as property names. */
export function settingsOf(Settings: new () => object): string[] {
  const metadata = getMetadataStorage().getTargetValidationMetadatas(Settings, '', false, false);
  return [...new Set(metadata.map(({ propertyName }) => propertyName))];
}

export function variableOf(property: string): string {
  return property.replace(/[A-Z]/g, (capital) => `_${capital}`).toUpperCase();
}

function parse(text: string, type: unknown): unknown {
  // Not Number() alone: to it, blanks are a zero.
  if (type === Number) return text.trim() === '' ? NaN : Number(text);
  if (type === Boolean) return text === 'true' ? true : text === 'false' ? false : text;
  return text;
}

function shown(value: string | undefined): string {
  return value === undefined ? 'unset' : JSON.stringify(value);
}
