/**
 * `npm start`: the whole factory in one process. Real stores under `.data`, or those that are configured; the
 * three subgraphs; the gateway before them.
 */
import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startEmbeddedPostgres } from './db/embedded.ts';
import { dropDatabases, prepareDatabases } from './db/prepare.ts';
import { openSubgraphs } from './factory.ts';
import { demoCast } from './gateway/identity/demo-cast.ts';
import { createLocalIssuer } from './gateway/identity/local-issuer.ts';
import { createLocalIssuerEndpoint } from './gateway/identity/local-issuer-endpoint.ts';
import { localTokenKeys, remoteTokenKeys } from './gateway/identity/token-keys.ts';
import { createTokenVerifier } from './gateway/identity/verify-token.ts';
import { assertPortFree } from './gateway/listen.ts';
import { ownObservability } from './gateway/observe/own-observability.ts';
import { buildPages } from './gateway/pages/build.ts';
import { loadExamples } from './gateway/pages/examples.ts';
import { createPages } from './gateway/pages/serve.ts';
import { startGateway } from './gateway/server.ts';
import { type OidcSettings, readGatewaySettings, readGuardSettings } from './gateway/settings.ts';
import { isHalfSeeded, seedDemo } from './seed/demo.ts';
import { readSettings, type SettingsReader } from './subgraphs/kernel/config.ts';
import { memoryEphemeral } from './subgraphs/kernel/ephemeral/memory.ts';
import type { Ephemeral } from './subgraphs/kernel/ephemeral/port.ts';
import { redisEphemeral } from './subgraphs/kernel/ephemeral/redis.ts';
import { type Logger, openLog } from './subgraphs/kernel/log.ts';
import { runProcess, type Starting } from './subgraphs/kernel/process.ts';
import { collectorExporters, readTracingSettings } from './subgraphs/kernel/tracing/settings.ts';
import { startTracing } from './subgraphs/kernel/tracing/start.ts';
import {
  hasDatabase,
  type RuntimeDatabaseUrls,
  readDatabaseUrls,
  type SubgraphName,
  subgraphNames,
} from './subgraphs/settings.ts';

interface Stores {
  readonly urls: Readonly<Record<SubgraphName, RuntimeDatabaseUrls>>;
  /** Where the embedded stores lie; undefined when others are configured. */
  readonly embeddedIn: string | undefined;
}

await runProcess(async ({ report, keep }) => {
  const settings = readSettings(process.env);
  const dataDirectory = settings.optional('DATA_DIR') ?? '.data';
  const isEmbedded = !subgraphNames.some((name) => hasDatabase(settings, name));
  assertNotInProduction(isEmbedded);
  const gatewaySettings = readGatewaySettings(settings, isEmbedded);
  const guards = readGuards(settings);
  const redisUrl = settings.has('REDIS_URL') || !isEmbedded ? readRedisUrl(settings) : undefined;
  const configured = isEmbedded ? undefined : readAllDatabaseUrls(settings);
  const level = settings.choice('LOG_LEVEL', 'warn', ['trace', 'debug', 'info', 'warn', 'error']);
  const tracingSettings = readTracingSettings(settings);
  settings.check();
  await assertPortFree(gatewaySettings);

  const log = openLog('factory', level);
  const stores: Stores = configured
    ? { urls: configured, embeddedIn: undefined }
    : await startEmbeddedStores(dataDirectory, { report, keep });
  const ephemeral = keep(await openEphemeral(redisUrl, log));
  if (stores.embeddedIn !== undefined) {
    await seedDemo({ urls: stores.urls, ephemeral, log, report, place: stores.embeddedIn });
  }

  report('Starting the subgraphs and the gateway');
  const subgraphs = keep(
    openSubgraphs({ urls: stores.urls, ephemeral, log, guardOf: (name) => guards[name] }),
  );
  await subgraphs.start();
  const exporters = [
    ...collectorExporters(tracingSettings),
    ...[...subgraphs.ports.values()]
      .filter(({ name }) => name === 'observability')
      .map(ownObservability),
  ];
  const delayMs = 500;
  keep(startTracing({ ...tracingSettings, serviceName: 'factory', exporters, delayMs }));
  const signIn = await openSignIn(gatewaySettings.oidc, dataDirectory);
  const gateway = keep(
    await startGateway({
      ...gatewaySettings,
      supergraphSdl: await readFile(
        new URL('schema/published/supergraph.graphql', import.meta.url),
        'utf8',
      ),
      ports: subgraphs.ports,
      verifyToken: signIn.verifyToken,
      ephemeral,
      log,
      pages: [...signIn.pages, await openGraphiql(signIn.isLocal, join(dataDirectory, 'pages'))],
    }),
  );
  report(welcome(gateway.url, signIn.isLocal));
});

/** Data of consequence belongs into stores that somebody looks after, and behind a real sign-in. */
function assertNotInProduction(isEmbedded: boolean): void {
  if (!isEmbedded || process.env['NODE_ENV'] !== 'production') return;
  throw new Error(
    'It cannot start: the embedded stores are not for production; set the database URLs of the three subgraphs, REDIS_URL, OIDC_ISSUER, OIDC_AUDIENCE and OIDC_JWKS_URL.',
  );
}

function readGuards(settings: SettingsReader) {
  const guardOf = readGuardSettings(settings);
  return {
    'control-plane': guardOf('control-plane'),
    observability: guardOf('observability'),
    studio: guardOf('studio'),
  };
}

function readRedisUrl(settings: SettingsReader): string {
  return settings.url('REDIS_URL', ['redis:', 'rediss:']);
}

function readAllDatabaseUrls(settings: SettingsReader): Stores['urls'] {
  return {
    'control-plane': readDatabaseUrls(settings, 'control-plane'),
    observability: readDatabaseUrls(settings, 'observability'),
    studio: readDatabaseUrls(settings, 'studio'),
  };
}

async function startEmbeddedStores(
  dataDirectory: string,
  { report, keep }: Starting,
): Promise<Stores> {
  report('Starting PostgreSQL');
  const postgres = keep(
    await startEmbeddedPostgres({
      dataDir: join(dataDirectory, 'postgres'),
      settings: { max_connections: '200' },
      report,
    }),
  );
  report(`PostgreSQL keeps its data in ${postgres.dataDir}`);
  if (isHalfSeeded(postgres.dataDir)) await dropDatabases(postgres.url('postgres'));
  // New with every start: the logins are used by this process alone.
  const password = randomBytes(24).toString('base64url');
  const urls = await prepareDatabases(postgres.url('postgres'), password, report);
  return { urls, embeddedIn: postgres.dataDir };
}

async function openEphemeral(redisUrl: string | undefined, log: Logger): Promise<Ephemeral> {
  const onError = (error: Error) => log.warn({ err: error }, 'the ephemeral store');
  return redisUrl === undefined
    ? memoryEphemeral({ onError })
    : redisEphemeral({ url: redisUrl, onError });
}

/** A real issuer where one is configured; otherwise the local one, which signs in the demo cast. */
async function openSignIn(oidc: OidcSettings | undefined, dataDirectory: string) {
  if (oidc) {
    const keys = remoteTokenKeys(oidc.jwksUrl);
    return { verifyToken: createTokenVerifier({ ...oidc, keys }), pages: [], isLocal: false };
  }
  const local = await createLocalIssuer({ dataDirectory });
  const { issuer, audience } = local;
  const verifyToken = createTokenVerifier({
    issuer,
    audience,
    keys: localTokenKeys(local.keySet),
  });
  return { verifyToken, pages: [createLocalIssuerEndpoint(local)], isLocal: true };
}

async function openGraphiql(signIn: boolean, cache: string) {
  const directory = await buildPages(cache);
  const examples = await loadExamples();
  return createPages({ directory, config: { signIn, cast: signIn ? demoCast : [], examples } });
}

function welcome(url: string, hasCast: boolean): string {
  const lines = ['', `The factory is open at ${url}/graphiql`, ''];
  const people = demoCast.map(
    ({ tenant, user, roles }) =>
      `  ${(tenant ?? '-').padEnd(8)}${user.padEnd(9)}${roles.join(', ')}`,
  );
  const cast = [
    'Sign in there as one of these, or take a token with',
    '`npm run --silent token -- --tenant acme --user ada`:',
    '',
    ...people,
    '',
  ];
  return [...lines, ...(hasCast ? cast : []), 'Ctrl-C stops everything; the data stays.'].join(
    '\n',
  );
}
