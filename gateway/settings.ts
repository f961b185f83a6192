import type { SettingsReader } from '../subgraphs/kernel/config.ts';
import { type CostSettings, costModes } from './admission/charges.ts';
import type { RateLimitSettings } from './admission/rate-limits.ts';
import { unauthorizedFieldsModes } from './authorization/authorization.ts';
import { persistedModes } from './persisted/operations.ts';

/** An OpenID Connect issuer whose tokens are accepted. */
export interface OidcSettings {
  readonly issuer: string;
  readonly audience: string;
  readonly jwksUrl: string;
}

export interface GatewaySettings {
  readonly port: number;
  readonly host: string;
  /** Undefined where the local issuer signs people in. */
  readonly oidc: OidcSettings | undefined;
  readonly allowedOrigins: readonly string[];
  readonly introspection: boolean;
  readonly admission: AdmissionSettings;
}

/** Who may ask what, and what is admitted. */
export interface AdmissionSettings {
  readonly unauthorizedFields: (typeof unauthorizedFieldsModes)[number];
  readonly cost: CostSettings;
  readonly rateLimits: RateLimitSettings;
  readonly persisted: PersistedSettings;
}

export interface PersistedSettings {
  readonly mode: (typeof persistedModes)[number];
  /** Undefined where no operation is registered. */
  readonly manifestPath: string | undefined;
  readonly isAutomatic: boolean;
}

/**
 * Reads what the gateway needs.
 *
 * @param isEmbedded - whether the stores are the embedded ones: then nobody from outside is served, the
 *   local issuer may stand in for a real one, and introspection is on.
 */
export function readGatewaySettings(
  settings: SettingsReader,
  isEmbedded: boolean,
): GatewaySettings {
  const introspection = settings.choice('INTROSPECTION', isEmbedded ? 'on' : 'off', ['on', 'off']);
  return {
    port: settings.integer('PORT', 4000, { min: 0, max: 65_535 }),
    host: settings.optional('HOST') ?? '127.0.0.1',
    oidc: readOidc(settings, isEmbedded),
    allowedOrigins: settings.list('ALLOWED_ORIGINS'),
    introspection: introspection === 'on',
    admission: readAdmission(settings),
  };
}

const switches = ['on', 'off'] as const;

export function readAdmission(settings: SettingsReader): AdmissionSettings {
  return {
    unauthorizedFields: settings.choice('UNAUTHORIZED_FIELDS', 'cut', unauthorizedFieldsModes),
    cost: {
      mode: settings.choice('COST_MODE', 'enforce', costModes),
      limit: settings.integer('COST_LIMIT', 5_000, { min: 1, max: 1_000_000 }),
      isReported: settings.choice('COST_REPORT', 'off', switches) === 'on',
    },
    rateLimits: {
      isOn: settings.choice('RATE_LIMITS', 'on', switches) === 'on',
      replicas: settings.integer('GATEWAY_REPLICAS', 1, { min: 1, max: 1_000 }),
      trustsProxy: settings.choice('TRUST_PROXY', 'off', switches) === 'on',
    },
    persisted: readPersisted(settings),
  };
}

function readPersisted(settings: SettingsReader): PersistedSettings {
  const mode = settings.choice('PERSISTED_OPERATIONS', 'off', persistedModes);
  const manifest = 'PERSISTED_OPERATIONS_MANIFEST';
  return {
    mode,
    manifestPath: mode === 'off' ? undefined : settings.text(manifest),
    isAutomatic: settings.choice('APQ', 'on', switches) === 'on',
  };
}

const oidcNames = ['OIDC_ISSUER', 'OIDC_AUDIENCE', 'OIDC_JWKS_URL'];

function readOidc(settings: SettingsReader, isEmbedded: boolean): OidcSettings | undefined {
  if (isEmbedded && !oidcNames.some((name) => settings.has(name))) return undefined;
  return {
    issuer: settings.text('OIDC_ISSUER'),
    audience: settings.text('OIDC_AUDIENCE'),
    jwksUrl: settings.url('OIDC_JWKS_URL', ['https:', 'http:']),
  };
}
