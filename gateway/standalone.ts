/** `npm run gateway`: a gateway on any supergraph file, over subgraphs that are not of this house. */
import { readSettings } from '../subgraphs/kernel/config.ts';
import { memoryEphemeral } from '../subgraphs/kernel/ephemeral/memory.ts';
import { redisEphemeral } from '../subgraphs/kernel/ephemeral/redis.ts';
import { openLog } from '../subgraphs/kernel/log.ts';
import { runProcess } from '../subgraphs/kernel/process.ts';
import { collectorExporters, readTracingSettings } from '../subgraphs/kernel/tracing/settings.ts';
import { startTracing } from '../subgraphs/kernel/tracing/start.ts';
import { engineNamed } from './engines.ts';
import { guardPort } from './fetch/guard/guard.ts';
import { plainPort } from './fetch/plain/port.ts';
import { principalsByToken } from './identity/anonymous.ts';
import { remoteTokenKeys } from './identity/token-keys.ts';
import { createTokenVerifier } from './identity/verify-token.ts';
import { assertPortFree } from './listen.ts';
import type { TokenVerifier } from './pipeline.ts';
import { startGateway } from './server.ts';
import {
  type OidcSettings,
  readGatewaySettings,
  readGuardSettings,
  readReloadSettings,
} from './settings.ts';
import { help, isLoopbackName, readOptions } from './standalone-options.ts';
import { addressedPorts } from './supergraph/ports.ts';
import { supergraphSource } from './supergraph/source.ts';
import { beginHeartbeat } from './supervision/heartbeat.ts';
import { sessionLimits } from './transport/sessions.ts';

/** An answer of a subgraph beyond this is not read to its end. */
const largestAnswerBytes = 16 * 1024 * 1024;
/** How often the file is looked at where nothing is set. */
const pollMs = 1_000;

/** Where everybody is the same caller, the limit of the process is everybody's. */
const { perProcess } = sessionLimits;
const oneForAll = { perUser: perProcess, perTenant: perProcess, perProcess };

await runProcess(async ({ report, keep }) => {
  const options = readOptions(process.argv.slice(2), process.env);
  if (!options) return report(help);
  const { isOpen, forwardedHeaders } = options;
  const settings = readSettings(process.env);
  const { oidc, ...gatewaySettings } = readGatewaySettings(settings, isOpen, {
    // How long its lists are is not known of a supergraph of somebody else's.
    costMode: 'measure',
    rateLimits: isOpen ? 'off' : 'on',
  });
  const reload = readReloadSettings(settings, pollMs);
  const guardOf = readGuardSettings(settings);
  const level = settings.choice('LOG_LEVEL', 'warn', ['trace', 'debug', 'info', 'warn', 'error']);
  const redisUrl = settings.has('REDIS_URL')
    ? settings.url('REDIS_URL', ['redis:', 'rediss:'])
    : undefined;
  const tracingSettings = readTracingSettings(settings);
  settings.check();
  // A wrong name is told before anything is read or opened.
  engineNamed(options.engine);
  const source = supergraphSource(options.supergraph);
  const supergraphSdl = (await source.read()) ?? '';
  const { port = gatewaySettings.port, host = gatewaySettings.host } = options;
  await assertPortFree({ port, host });

  const log = openLog('gateway', level);
  const exporters = collectorExporters(tracingSettings);
  keep(
    startTracing({ ...tracingSettings, serviceName: 'gateway', exporters, followsAwaits: false }),
  );
  const onError = (error: Error) => log.warn({ err: error }, 'the ephemeral store');
  const ephemeral = keep(
    redisUrl === undefined
      ? memoryEphemeral({ onError })
      : await redisEphemeral({ url: redisUrl, onError }),
  );
  const gateway = keep(
    await startGateway({
      ...gatewaySettings,
      engine: options.engine ?? gatewaySettings.engine,
      port,
      host,
      supergraphSdl,
      reload: { ...reload, source },
      ports: addressedPorts((subgraph) => {
        const port = plainPort({ ...subgraph, exposesErrors: isOpen, largestAnswerBytes });
        const guard = guardOf(subgraph.name);
        settings.check();
        return guardPort(port, guard);
      }),
      verifyToken: isOpen ? null : verifierOf(oidc),
      principals: principalsByToken,
      forwardedHeaders,
      ephemeral,
      log,
      ...(isOpen ? { isOwnName: isLoopbackName, limits: { sessions: oneForAll } } : {}),
      pages: [],
    }),
  );
  keep(beginHeartbeat());
  report(`The gateway is open at ${gateway.url}/graphql`);
});

function verifierOf(oidc: OidcSettings | undefined): TokenVerifier {
  if (!oidc) throw new Error('The gateway needs an issuer of tokens, or --no-auth.');
  return createTokenVerifier({ ...oidc, keys: remoteTokenKeys(oidc.jwksUrl) });
}
