import { settingsOf, variableOf } from '@ofs/service-kit';
import { documentedSettings } from '@ofs/testing';
import { ApiSettings } from './app.settings';

it.each(settingsOf(ApiSettings))('the README documents %s and its default', (property) => {
  const documented = documentedSettings();
  const standard = Reflect.get(new ApiSettings(), property) as string | number | undefined;
  expect([...documented.keys()]).toContain(variableOf(property));
  expect(documented.get(variableOf(property))).toBe(standard === undefined ? undefined : String(standard));
});
