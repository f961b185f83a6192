import type { SettingsReader } from '../subgraphs/kernel/config.ts';

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
    engine: settings.choice('GATEWAY_ENGINE', 'compiled', ['compiled', 'reference']),
    port: settings.integer('PORT', 4000, { min: 0, max: 65_535 }),
    host: settings.optional('HOST') ?? '127.0.0.1',
    oidc: readOidc(settings, isEmbedded),
    allowedOrigins: settings.list('ALLOWED_ORIGINS'),
    introspection: introspection === 'on',
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
