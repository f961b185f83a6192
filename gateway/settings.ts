import type { SettingsReader } from '../subgraphs/kernel/config.ts';
import { type CostSettings, costModes } from './admission/charges.ts';
import type { RateLimitSettings } from './admission/rate-limits.ts';
import { unauthorizedFieldsModes } from './authorization/authorization.ts';
import { type GuardSettings, guardDefaults } from './fetch/guard/guard.ts';
import { persistedModes } from './persisted/operations.ts';
import type { ReloadSettings } from './supergraph/reload.ts';
import type { DrainSettings } from './transport/drain.ts';

/** An OpenID Connect issuer whose tokens are accepted. */
export interface OidcSettings {
  readonly issuer: string;
  readonly audience: string;
  readonly jwksUrl: string;
}

/** The engine that runs operations: ours, or ApolloGateway, which it is compared with. */
export type EngineName = 'compiled' | 'reference';

export interface GatewaySettings {
  readonly engine: EngineName;
  readonly port: number;
  readonly host: string;
  /** Undefined where the local issuer signs people in. */
  readonly oidc: OidcSettings | undefined;
  readonly allowedOrigins: readonly string[];
  readonly introspection: boolean;
  readonly drain: DrainSettings;
  readonly slowOperationMs: number;
  /** Whether equal queries in flight of one scope are run once, as a whole; equal fetches always are. */
  readonly coalesceOperations: boolean;
  readonly admission: AdmissionSettings;
}

/** Who may ask what, and what is admitted. */
export interface AdmissionSettings {
  readonly unauthorizedFields: (typeof unauthorizedFieldsModes)[number];
  readonly cost: CostSettings;
  readonly rateLimits: RateLimitSettings;
  readonly persisted: PersistedSettings;
  /** Of an answer, and of each event. */
  readonly mostAnswerBytes: number;
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
 *   local issuer may stand in for a real one, introspection is on, and rates are not limited.
 */
export function readGatewaySettings(
  settings: SettingsReader,
  isEmbedded: boolean,
  defaults: AdmissionDefaults = ownDefaults(isEmbedded),
): GatewaySettings {
  const introspection = settings.choice('INTROSPECTION', isEmbedded ? 'on' : 'off', ['on', 'off']);
  return {
    engine: settings.choice('GATEWAY_ENGINE', 'compiled', ['compiled', 'reference']),
    port: settings.integer('PORT', 4000, { min: 0, max: 65_535 }),
    host: settings.optional('HOST') ?? '127.0.0.1',
    oidc: readOidc(settings, isEmbedded),
    allowedOrigins: settings.list('ALLOWED_ORIGINS'),
    introspection: introspection === 'on',
    drain: readDrain(settings),
    slowOperationMs: settings.integer('SLOW_OPERATION_MS', 1_000, { min: 1, max: 60_000 }),
    coalesceOperations: settings.choice('COALESCE_OPERATIONS', 'off', ['on', 'off']) === 'on',
    admission: readAdmission(settings, defaults),
  };
}

/** A balancer in front needs the pause; nothing stands before a gateway that somebody tries out. */
function readDrain(settings: SettingsReader): DrainSettings {
  const isProduction = settings.optional('NODE_ENV') === 'production';
  return {
    pauseMs: settings.integer('DRAIN_PAUSE_MS', isProduction ? 5_000 : 0, { min: 0, max: 10_000 }),
    spreadMs: settings.integer('DRAIN_SPREAD_MS', isProduction ? 8_000 : 0, {
      min: 0,
      max: 10_000,
    }),
  };
}

/**
 * How long each subgraph may take: `SUBGRAPH_TIMEOUT_MS`, and for one alone `<SUBGRAPH>_TIMEOUT_MS`, which is
 * `CONTROL_PLANE_TIMEOUT_MS` for control-plane.
 */
export function readGuardSettings(settings: SettingsReader): (subgraph: string) => GuardSettings {
  const range = { min: 10, max: 60_000 };
  const { timeoutMs } = guardDefaults;
  const general = settings.integer('SUBGRAPH_TIMEOUT_MS', timeoutMs, range);
  return (subgraph) => {
    const name = subgraph.toUpperCase().replaceAll(/[^A-Z0-9]/g, '_');
    const own = settings.integer(`${name}_TIMEOUT_MS`, general, range);
    return { ...guardDefaults, timeoutMs: own };
  };
}

/** How the place is followed where the supergraph is kept. */
export function readReloadSettings(
  settings: SettingsReader,
  pollMs: number,
): Omit<ReloadSettings, 'source'> {
  const digest = settings
    .optional('SUPERGRAPH_DIGEST')
    ?.toLowerCase()
    .replace(/^sha256:/, '');
  if (digest !== undefined && !/^[0-9a-f]{64}$/.test(digest)) {
    settings.complain('SUPERGRAPH_DIGEST must be a SHA-256 in hex');
  }
  return {
    pollMs: settings.integer('SUPERGRAPH_POLL_MS', pollMs, { min: 100, max: 3_600_000 }),
    pinnedDigest: digest,
  };
}

const switches = ['on', 'off'] as const;

/** What depends on whose supergraph is served, and to whom. */
export interface AdmissionDefaults {
  readonly costMode: CostSettings['mode'];
  readonly rateLimits: (typeof switches)[number];
}

/** The lists of our own schema say how long they are. Nobody shares a gateway that somebody tries out. */
function ownDefaults(isEmbedded: boolean): AdmissionDefaults {
  return { costMode: 'enforce', rateLimits: isEmbedded ? 'off' : 'on' };
}

function readAdmission(
  settings: SettingsReader,
  { costMode, rateLimits }: AdmissionDefaults,
): AdmissionSettings {
  return {
    unauthorizedFields: settings.choice('UNAUTHORIZED_FIELDS', 'cut', unauthorizedFieldsModes),
    cost: {
      mode: settings.choice('COST_MODE', costMode, costModes),
      limit: settings.integer('COST_LIMIT', 5_000, { min: 1, max: 1_000_000 }),
      isReported: settings.choice('COST_REPORT', 'off', switches) === 'on',
    },
    rateLimits: {
      isOn: settings.choice('RATE_LIMITS', rateLimits, switches) === 'on',
      replicas: settings.integer('GATEWAY_REPLICAS', 1, { min: 1, max: 1_000 }),
      trustsProxy: settings.choice('TRUST_PROXY', 'off', switches) === 'on',
    },
    persisted: readPersisted(settings),
    mostAnswerBytes: settings.integer('ANSWER_LIMIT_BYTES', 5 * 1024 * 1024, {
      min: 1_024,
      max: 1024 * 1024 * 1024,
    }),
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
    jwksUrl: settings.url('OIDC_JWKS_URL', ['https:', 'http:', 'file:']),
  };
}
