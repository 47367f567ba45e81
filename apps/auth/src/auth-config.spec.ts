import { ConfigError } from '@belugapi/service-kit';
import { authConfig } from './auth-config.js';

function configWith(key: string) {
  process.env['BELUGA_API_KEY'] = key;
  try {
    return authConfig();
  } finally {
    delete process.env['BELUGA_API_KEY'];
  }
}

describe('authConfig', () => {
  it.each([
    'sk-qwertyuiop123456',
    'bapi_qwertyuiop',
    'bapi_qwerty_uiop',
    'bapi_qw erty_uiop12345',
    'bapi__qwertyuiop12345',
  ])('refuses %j as a key by the name of the variable and what it must be, not by its value', (key) => {
    const form = 'bapi_<public id>_<secret>: letters and digits, then at least 8 letters, digits, "-" or "_"';
    const expected = new ConfigError(`wrong settings:\n  BELUGA_API_KEY: must be ${form}`);
    expect(() => configWith(key)).toThrow(expected);
  });

  it('takes a key of the right form, and none at all', () => {
    expect(configWith('bapi_a1_with-dash_and_underscore').BELUGA_API_KEY).toBe('bapi_a1_with-dash_and_underscore');
    expect(configWith('').BELUGA_API_KEY).toBeUndefined();
  });
});
