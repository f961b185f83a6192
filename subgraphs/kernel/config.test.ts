import { describe, expect, it } from 'vitest';
import { readSettings } from './config.ts';

describe('settings', () => {
  it('name all that is missing and malformed in one sentence', () => {
    const settings = readSettings({ PORT: 'eighty', LEVEL: 'loud' });

    settings.text('REDIS_URL');
    settings.text('OIDC_ISSUER');
    settings.integer('PORT', 4000, { min: 0, max: 65_535 });
    settings.choice('LEVEL', 'info', ['info', 'error']);

    expect(() => settings.check()).toThrow(
      'It cannot start: these settings are missing: REDIS_URL, OIDC_ISSUER; ' +
        'PORT must be a whole number from 0 to 65535; LEVEL must be one of info, error.',
    );
  });

  it('never repeat a malformed URL, which may hold a password', () => {
    const settings = readSettings({ REDIS_URL: 'http://:secret@host' });

    settings.url('REDIS_URL', ['redis:', 'rediss:']);

    expect(() => settings.check()).toThrow(/REDIS_URL must be a URL of redis: or rediss:\.$/);
  });

  it('take a secret from a file, and refuse two of it', () => {
    const file = import.meta.filename;

    expect(readSettings({ SECRET_FILE: file }).text('SECRET')).toContain('describe');
    const both = readSettings({ SECRET_FILE: file, SECRET: 'x' });
    both.text('SECRET');
    expect(() => both.check()).toThrow(/SECRET and SECRET_FILE are both set/);
  });

  it('complain of a file that cannot be read', () => {
    const settings = readSettings({ SECRET_FILE: '/nowhere/at/all' });

    settings.optional('SECRET');

    expect(() => settings.check()).toThrow(/SECRET_FILE cannot be read/);
  });

  it('split lists at commas', () => {
    expect(readSettings({ ORIGINS: ' https://a, https://b,' }).list('ORIGINS')).toEqual([
      'https://a',
      'https://b',
    ]);
  });
});
