import { describe, expect, it } from 'vitest';
import { readSettings } from '../subgraphs/kernel/config.ts';
import { readGatewaySettings } from './settings.ts';

const oidc = { OIDC_ISSUER: 'i', OIDC_AUDIENCE: 'a', OIDC_JWKS_URL: 'https://example.com/jwks' };

function admissionOf(env: Record<string, string>, isEmbedded = false) {
  const settings = readSettings({ ...oidc, ...env });
  const { admission } = readGatewaySettings(settings, isEmbedded);
  settings.check();
  return admission;
}

describe('what is admitted', () => {
  it('is bounded where nothing is set', () => {
    expect(admissionOf({})).toEqual({
      unauthorizedFields: 'cut',
      cost: { mode: 'enforce', limit: 5_000, isReported: false },
      rateLimits: { isOn: true, replicas: 1, trustsProxy: false },
      persisted: { mode: 'off', manifestPath: undefined, isAutomatic: true },
      mostAnswerBytes: 5 * 1024 * 1024,
    });
  });

  it('is not bounded in rates where somebody tries it out on the embedded stores', () => {
    expect(admissionOf({}, true).rateLimits.isOn).toBe(false);
    expect(admissionOf({ RATE_LIMITS: 'on' }, true).rateLimits.isOn).toBe(true);
  });

  it('is what is set', () => {
    const admission = admissionOf({
      UNAUTHORIZED_FIELDS: 'refuse',
      COST_MODE: 'measure',
      COST_LIMIT: '100',
      COST_REPORT: 'on',
      RATE_LIMITS: 'off',
      GATEWAY_REPLICAS: '3',
      TRUST_PROXY: 'on',
      PERSISTED_OPERATIONS: 'safelist',
      PERSISTED_OPERATIONS_MANIFEST: 'manifest.json',
      APQ: 'off',
      ANSWER_LIMIT_BYTES: '2000',
    });

    expect(admission).toEqual({
      unauthorizedFields: 'refuse',
      cost: { mode: 'measure', limit: 100, isReported: true },
      rateLimits: { isOn: false, replicas: 3, trustsProxy: true },
      persisted: { mode: 'safelist', manifestPath: 'manifest.json', isAutomatic: false },
      mostAnswerBytes: 2_000,
    });
  });

  it('has other defaults for a supergraph of somebody else', () => {
    const defaults = { costMode: 'measure', rateLimits: 'off' } as const;
    const { admission } = readGatewaySettings(readSettings({}), true, defaults);

    expect(admission.cost.mode).toBe('measure');
    expect(admission.rateLimits.isOn).toBe(false);
  });

  it.each([
    ['UNAUTHORIZED_FIELDS', 'hide', 'must be one of cut, refuse'],
    ['COST_MODE', 'on', 'must be one of off, measure, enforce'],
    ['COST_LIMIT', '0', 'must be a whole number from 1 to 1000000'],
    ['COST_LIMIT', 'many', 'must be a whole number'],
    ['COST_REPORT', 'yes', 'must be one of on, off'],
    ['RATE_LIMITS', 'some', 'must be one of on, off'],
    ['GATEWAY_REPLICAS', '0', 'must be a whole number from 1 to 1000'],
    ['TRUST_PROXY', '1', 'must be one of on, off'],
    ['PERSISTED_OPERATIONS', 'on', 'must be one of off, log-unknown, safelist'],
    ['APQ', 'maybe', 'must be one of on, off'],
  ])('is refused by name when it is malformed: %s=%s', (name, value, message) => {
    expect(() => admissionOf({ [name]: value })).toThrow(`${name} ${message}`);
  });

  it.each(['log-unknown', 'safelist'])(
    'needs a manifest where operations are registered: %s',
    (mode) => {
      expect(() => admissionOf({ PERSISTED_OPERATIONS: mode })).toThrow(
        'these settings are missing: PERSISTED_OPERATIONS_MANIFEST',
      );
    },
  );
});
