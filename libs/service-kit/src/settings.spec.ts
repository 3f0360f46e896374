import { IsBoolean, IsIn, IsInt, IsOptional, IsString, Max, Min } from 'class-validator';
import { ServiceSettings } from './service-settings';
import { loadSettings, SettingsError, settingsOf, variableOf } from './settings';

class Settings extends ServiceSettings {
  @Max(65_535)
  @Min(0)
  @IsInt()
  httpPort: number = 3000;

  @IsString()
  gatewayUrl!: string;

  @IsBoolean()
  strict: boolean = false;

  @IsIn(['verify', 'trust'])
  durability: string = 'verify';

  @IsOptional()
  @IsString()
  token?: string;

  derived = 'no setting: it has no validator';
}

const needed = { GATEWAY_URL: 'http://gateway' };

function faultsOf(env: Record<string, unknown>): SettingsError {
  try {
    loadSettings(Settings, env);
  } catch (error) {
    if (error instanceof SettingsError) return error;
    throw error;
  }
  throw new Error('no fault was found');
}

it('has defaults, its own and inherited ones', () => {
  expect(loadSettings(Settings, needed)).toEqual({
    logLevel: 'info',
    host: '0.0.0.0',
    httpPort: 3000,
    gatewayUrl: 'http://gateway',
    strict: false,
    durability: 'verify',
    derived: 'no setting: it has no validator',
  });
});

it('reads each setting as the type it is declared with', () => {
  const env = { HTTP_PORT: '8080', GATEWAY_URL: '123', STRICT: 'true', TOKEN: 'tok', LOG_LEVEL: 'debug', DERIVED: 'x' };
  expect(loadSettings(Settings, env)).toMatchObject({
    httpPort: 8080,
    gatewayUrl: '123',
    strict: true,
    token: 'tok',
    logLevel: 'debug',
    derived: 'no setting: it has no validator',
  });
});

it('takes an empty variable for one that is not set', () => {
  const env = { ...needed, HTTP_PORT: '', STRICT: '', TOKEN: '', LOG_LEVEL: '' };
  expect(loadSettings(Settings, env)).toEqual(loadSettings(Settings, needed));
  expect(faultsOf({ GATEWAY_URL: '' }).message).toBe('GATEWAY_URL must be a string, not ""');
});

it.each([
  [{ HTTP_PORT: 'abc' }, 'HTTP_PORT must be an integer number, not "abc"'],
  [{ HTTP_PORT: ' ' }, 'HTTP_PORT must be an integer number, not " "'],
  [{ HTTP_PORT: '80.5' }, 'HTTP_PORT must be an integer number, not "80.5"'],
  [{ HTTP_PORT: 'Infinity' }, 'HTTP_PORT must be an integer number, not "Infinity"'],
  [{ HTTP_PORT: '-1' }, 'HTTP_PORT must not be less than 0, not "-1"'],
  [{ HTTP_PORT: '65536' }, 'HTTP_PORT must not be greater than 65535, not "65536"'],
  [{ STRICT: 'yes' }, 'STRICT must be a boolean value, not "yes"'],
  [{ STRICT: 'TRUE' }, 'STRICT must be a boolean value, not "TRUE"'],
  [{ DURABILITY: 'maybe' }, 'DURABILITY must be one of the following values: verify, trust, not "maybe"'],
  [{ GATEWAY_URL: undefined }, 'GATEWAY_URL must be a string, not unset'],
])('%j: names the variable and says what it must be', (env, message) => {
  expect(faultsOf({ ...needed, ...env }).message).toBe(message);
});

it('tells of all faults at once', () => {
  const { faults, message } = faultsOf({ HTTP_PORT: 'x', LOG_LEVEL: 'loud' });
  expect(faults.map(({ variable }) => variable).sort()).toEqual(['GATEWAY_URL', 'HTTP_PORT', 'LOG_LEVEL']);
  expect(message.split('\n')).toHaveLength(3);
});

it('knows its settings by name', () => {
  const names = ['durability', 'gatewayUrl', 'host', 'httpPort', 'logLevel', 'strict', 'token'];
  expect(settingsOf(Settings).sort()).toEqual(names);
  expect(variableOf('idempotencyTtlHours')).toBe('IDEMPOTENCY_TTL_HOURS');
});
