import { existsSync } from 'node:fs';
import { loadSettings, SettingsError } from './settings';

/** What a service is given on its command line to tell whether its settings are right, and to start nothing. */
export const CHECK_SETTINGS = '--check-settings';

/**
 * Tells on standard error what is wrong with the settings, a line for each.
 * @returns whether all are right
 */
export function checkSettings(Settings: new () => object): boolean {
  if (existsSync('.env')) process.loadEnvFile('.env');
  try {
    loadSettings(Settings, process.env);
    return true;
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    console.error(error.message);
    return false;
  }
}
