import { SignJWT } from 'jose';
import { httpPort } from '../../../gateway/fetch/http.ts';
import { localTokenKeys } from '../../../gateway/identity/token-keys.ts';
import { createTokenVerifier } from '../../../gateway/identity/verify-token.ts';
import { startGateway } from '../../../gateway/server.ts';
import { readGatewaySettings } from '../../../gateway/settings.ts';
import { subgraphAddresses } from '../../../gateway/supergraph/addresses.ts';
import { readSettings } from '../../../subgraphs/kernel/config.ts';
import { memoryEphemeral } from '../../../subgraphs/kernel/ephemeral/memory.ts';
import { openLog } from '../../../subgraphs/kernel/log.ts';
import { createCallSigner } from '../../../subgraphs/kernel/scope/internal-call.ts';
import {
  generatePrivateKey,
  importSigningKey,
  publicKeyOf,
} from '../../../subgraphs/kernel/scope/keys.ts';
import { createAssertionSigner } from '../../../subgraphs/kernel/scope/signer.ts';
import { collectorExporters } from '../../../subgraphs/kernel/tracing/settings.ts';
import { startTracing } from '../../../subgraphs/kernel/tracing/start.ts';

const issuer = 'urn:bench';

/** Counted like everybody's, and never used up. */
const plenty = { count: 1e9, periodMs: 1_000, burst: 1e9 };
const unlimited = {
  budgetsOf: () => ({ requests: plenty, cost: plenty }),
  callers: {
    person: plenty,
    service: plenty,
    nobody: plenty,
    mutations: plenty,
    failedSignIns: plenty,
  },
};

/**
 * The gateway as it is run in production, over HTTP: access tokens, limits, cost, budgets, an assertion for every
 * fetch, and a trace of every request sent to a collector.
 */
export async function serveWhole(
  supergraphSdl: string,
  port: number,
  collectorUrl: string,
): Promise<void> {
  // The stand-in for Redis refuses production; the libraries have looked at this when they were loaded.
  process.env['NODE_ENV'] = 'bench';
  const key = await generatePrivateKey();
  const log = openLog('bench', 'error');
  const exporters = collectorExporters({ collectorUrl, sampleRatio: 1 });
  startTracing({ serviceName: 'gateway', exporters, sampleRatio: 1, followsAwaits: false });
  const assertions = await createAssertionSigner({ privateKeys: [key] });
  const calls = await createCallSigner({ caller: 'gateway', privateKeys: [key] });
  const { admission } = readGatewaySettings(readSettings({ RATE_LIMITS: 'on' }), true);
  await startGateway({
    supergraphSdl,
    ports: new Map(
      subgraphAddresses(supergraphSdl).map(({ name, url }) => [
        name,
        httpPort({ name, url, assertions, calls }),
      ]),
    ),
    verifyToken: createTokenVerifier({
      issuer,
      audience: issuer,
      keys: localTokenKeys({ keys: [{ ...publicKeyOf(key) }] }),
    }),
    ephemeral: memoryEphemeral({ onError: (error) => log.error(error) }),
    log,
    port,
    host: '127.0.0.1',
    introspection: false,
    admission,
    rates: unlimited,
    allowedOrigins: [],
    pages: [],
  });
  process.send?.({ token: await tokenFor(key) });
}

async function tokenFor(key: Awaited<ReturnType<typeof generatePrivateKey>>): Promise<string> {
  const signing = await importSigningKey(key);
  const seconds = Math.floor(Date.now() / 1_000);
  return new SignJWT({ tid: 'acme' })
    .setProtectedHeader({ alg: 'EdDSA', kid: signing.keyId, typ: 'JWT' })
    .setIssuer(issuer)
    .setAudience(issuer)
    .setSubject('ada')
    .setJti('bench')
    .setIssuedAt(seconds)
    .setExpirationTime(seconds + 900)
    .sign(signing.key);
}
