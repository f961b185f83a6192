/** `npm run start:gateway`: the gateway as a process of its own, over subgraphs behind HTTP. */
import { fileURLToPath } from 'node:url';
import { readSettings } from '../subgraphs/kernel/config.ts';
import { redisEphemeral } from '../subgraphs/kernel/ephemeral/redis.ts';
import { readKeySettings, readSigningKeys } from '../subgraphs/kernel/key-settings.ts';
import { openLog } from '../subgraphs/kernel/log.ts';
import { runProcess } from '../subgraphs/kernel/process.ts';
import { createCallSigner } from '../subgraphs/kernel/scope/internal-call.ts';
import { createAssertionSigner } from '../subgraphs/kernel/scope/signer.ts';
import { collectorExporters, readTracingSettings } from '../subgraphs/kernel/tracing/settings.ts';
import { startTracing } from '../subgraphs/kernel/tracing/start.ts';
import { guardPort } from './fetch/guard/guard.ts';
import { httpPort } from './fetch/http.ts';
import { remoteTokenKeys } from './identity/token-keys.ts';
import { createTokenVerifier } from './identity/verify-token.ts';
import { buildPages } from './pages/build.ts';
import { loadExamples } from './pages/examples.ts';
import { createPages } from './pages/serve.ts';
import { startGateway } from './server.ts';
import { readGatewaySettings, readGuardSettings, readReloadSettings } from './settings.ts';
import { supergraphSource } from './supergraph/source.ts';
import { beginHeartbeat } from './supervision/heartbeat.ts';

/** The subgraphs of the supergraph, with the settings that name their addresses. */
const subgraphs = {
  'control-plane': 'CONTROL_PLANE_URL',
  observability: 'OBSERVABILITY_URL',
  studio: 'STUDIO_URL',
};

const published = fileURLToPath(new URL('../schema/published/supergraph.graphql', import.meta.url));
/** How often the supergraph is looked at where nothing is set. */
const pollMs = 5_000;

await runProcess(async ({ report, keep }) => {
  const settings = readSettings(process.env);
  const { oidc, ...gatewaySettings } = readGatewaySettings(settings, false);
  const guardOf = readGuardSettings(settings);
  const addresses = Object.entries(subgraphs).map(([name, setting]) => ({
    name,
    url: settings.url(setting, ['http:', 'https:']),
    guard: guardOf(name),
  }));
  const supergraph = settings.optional('SUPERGRAPH') ?? published;
  const reload = readReloadSettings(settings, pollMs);
  const redisUrl = settings.url('REDIS_URL', ['redis:', 'rediss:']);
  const keySettings = readKeySettings(settings);
  const level = settings.choice('LOG_LEVEL', 'info', ['trace', 'debug', 'info', 'warn', 'error']);
  const tracingSettings = readTracingSettings(settings);
  settings.check();
  if (!oidc) throw new Error('The gateway needs an issuer of tokens.');

  const log = openLog('gateway', level);
  const exporters = collectorExporters(tracingSettings);
  keep(
    startTracing({ ...tracingSettings, serviceName: 'gateway', exporters, followsAwaits: false }),
  );
  const onError = (error: Error) => log.warn({ err: error }, 'the ephemeral store');
  const ephemeral = keep(await redisEphemeral({ url: redisUrl, onError }));
  const privateKeys = await readSigningKeys(keySettings);
  const assertions = await createAssertionSigner({ privateKeys });
  const calls = await createCallSigner({ caller: 'gateway', privateKeys });
  const source = supergraphSource(supergraph);
  const gateway = keep(
    await startGateway({
      ...gatewaySettings,
      supergraphSdl: (await source.read()) ?? '',
      reload: { ...reload, source },
      ports: new Map(
        addresses.map(({ name, url, guard }) => [
          name,
          guardPort(httpPort({ name, url, assertions, calls }), guard),
        ]),
      ),
      verifyToken: createTokenVerifier({ ...oidc, keys: remoteTokenKeys(oidc.jwksUrl) }),
      ephemeral,
      log,
      pages: gatewaySettings.introspection ? [await openGraphiql()] : [],
    }),
  );
  keep(beginHeartbeat());
  report(`The gateway is open at ${gateway.url}/graphql`);
});

async function openGraphiql() {
  const config = { signIn: false, cast: [], examples: await loadExamples() };
  return createPages({ directory: await buildPages(), config });
}
