/** `npm run start:gateway`: the gateway as a process of its own, over subgraphs behind HTTP. */
import { readFile } from 'node:fs/promises';
import { readSettings } from '../subgraphs/kernel/config.ts';
import { redisEphemeral } from '../subgraphs/kernel/ephemeral/redis.ts';
import { readKeySettings, readSigningKeys } from '../subgraphs/kernel/key-settings.ts';
import { openLog } from '../subgraphs/kernel/log.ts';
import { runProcess } from '../subgraphs/kernel/process.ts';
import { createCallSigner } from '../subgraphs/kernel/scope/internal-call.ts';
import { createAssertionSigner } from '../subgraphs/kernel/scope/signer.ts';
import { httpPort } from './fetch/http.ts';
import { remoteTokenKeys } from './identity/token-keys.ts';
import { createTokenVerifier } from './identity/verify-token.ts';
import { buildPages } from './pages/build.ts';
import { loadExamples } from './pages/examples.ts';
import { createPages } from './pages/serve.ts';
import { startGateway } from './server.ts';
import { readGatewaySettings } from './settings.ts';

/** The subgraphs of the supergraph, with the settings that name their addresses. */
const subgraphs = {
  'control-plane': 'CONTROL_PLANE_URL',
  observability: 'OBSERVABILITY_URL',
  studio: 'STUDIO_URL',
};

await runProcess(async ({ report, keep }) => {
  const settings = readSettings(process.env);
  const { oidc, ...gatewaySettings } = readGatewaySettings(settings, false);
  const urls = Object.entries(subgraphs).map(
    ([name, setting]) => [name, settings.url(setting, ['http:', 'https:'])] as const,
  );
  const redisUrl = settings.url('REDIS_URL', ['redis:', 'rediss:']);
  const keySettings = readKeySettings(settings);
  const level = settings.choice('LOG_LEVEL', 'info', ['trace', 'debug', 'info', 'warn', 'error']);
  settings.check();
  if (!oidc) throw new Error('The gateway needs an issuer of tokens.');

  const log = openLog('gateway', level);
  const onError = (error: Error) => log.warn({ err: error }, 'the ephemeral store');
  const ephemeral = keep(await redisEphemeral({ url: redisUrl, onError }));
  const privateKeys = await readSigningKeys(keySettings);
  const assertions = await createAssertionSigner({ privateKeys });
  const calls = await createCallSigner({ caller: 'gateway', privateKeys });
  const gateway = keep(
    await startGateway({
      ...gatewaySettings,
      supergraphSdl: await readFile(
        new URL('../schema/published/supergraph.graphql', import.meta.url),
        'utf8',
      ),
      ports: new Map(urls.map(([name, url]) => [name, httpPort({ name, url, assertions, calls })])),
      verifyToken: createTokenVerifier({ ...oidc, keys: remoteTokenKeys(oidc.jwksUrl) }),
      ephemeral,
      log,
      pages: gatewaySettings.introspection ? [await openGraphiql()] : [],
    }),
  );
  report(`The gateway is open at ${gateway.url}/graphql`);
});

async function openGraphiql() {
  const config = { signIn: false, cast: [], examples: await loadExamples() };
  return createPages({ directory: await buildPages(), config });
}
