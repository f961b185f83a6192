import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SignJWT } from 'jose';
import { inject } from 'vitest';
import { openSubgraphs, type Subgraphs } from '../../factory.ts';
import type { SubgraphPort } from '../../gateway/fetch/port.ts';
import {
  createLocalIssuer,
  type LocalIssuer,
  localAudience,
  localIssuerName,
} from '../../gateway/identity/local-issuer.ts';
import { localTokenKeys } from '../../gateway/identity/token-keys.ts';
import { createTokenVerifier } from '../../gateway/identity/verify-token.ts';
import { type Gateway, type GatewayOptions, startGateway } from '../../gateway/server.ts';
import type { AdmissionSettings } from '../../gateway/settings.ts';
import { seedCast } from '../../seed/cast.ts';
import { memoryEphemeral } from '../../subgraphs/kernel/ephemeral/memory.ts';
import type { Ephemeral } from '../../subgraphs/kernel/ephemeral/port.ts';
import { openLog } from '../../subgraphs/kernel/log.ts';
import { importSigningKey, readOrCreatePrivateKeys } from '../../subgraphs/kernel/scope/keys.ts';
import type { RuntimeDatabaseUrls, SubgraphName } from '../../subgraphs/settings.ts';
import { admissionWith } from './admission.ts';
import { type Client, openClient } from './client.ts';
import { type CloneSet, cloneDatabases } from './clones.ts';

/** The whole factory over databases of its own, with the demo cast in it and nothing else. */
export interface TestFactory {
  readonly subgraphs: Subgraphs;
  readonly gateway: Gateway;
  readonly ephemeral: Ephemeral;
  readonly urls: Readonly<Record<SubgraphName, RuntimeDatabaseUrls>>;
  /** A superuser's door to one of the databases, to look behind everything. */
  superuserUrl(subgraph: SubgraphName): string;
  /** Somebody of the demo cast, signed in: `as('acme', 'ada')`; null is the platform. */
  as(tenant: string | null, user: string): Promise<Client>;
  token(tenant: string | null, user: string): Promise<string>;
  /** A token of the same issuer for any subject, whether or not there is somebody of that name. */
  tokenOf(tenant: string | null, subject: string): Promise<string>;
  /** Every SQL statement since the last call of `statements.splice(0)`. */
  readonly statements: { readonly subgraph: SubgraphName; readonly text: string }[];
  stop(): Promise<void>;
}

export interface TestFactoryOptions {
  readonly clock?: () => Date;
  readonly ephemeral?: Ephemeral;
  /** Of a factory that was stopped: this one goes on where that one left off, and leaves them in place. */
  readonly databases?: CloneSet;
  /** Told of every SQL statement when it is run. */
  readonly onStatement?: (subgraph: SubgraphName, text: string) => void;
  /** What the gateway admits; the usual where it is not given. */
  readonly admission?: AdmissionSettings;
  /** Stands between the gateway and the subgraphs. */
  readonly portsOf?: (subgraphs: Subgraphs) => ReadonlyMap<string, SubgraphPort>;
  /** What a browser finds beside the graph; nothing when absent. */
  readonly pagesOf?: (issuer: LocalIssuer) => Promise<GatewayOptions['pages']>;
}

export async function openTestFactory(options: TestFactoryOptions = {}): Promise<TestFactory> {
  const clones = options.databases ?? (await cloneDatabases(inject('superuserUrl')));
  const { urls } = clones;
  const log = openLog('test', process.env['LOG_LEVEL'] ?? 'silent');
  const ephemeral = options.ephemeral ?? memoryEphemeral({ onError: (error) => log.warn(error) });
  const statements: TestFactory['statements'][number][] = [];
  const subgraphs = openSubgraphs({
    urls,
    ephemeral,
    log,
    onStatement(subgraph, text) {
      statements.push({ subgraph, text });
      options.onStatement?.(subgraph, text);
    },
    ...(options.clock ? { clock: options.clock } : {}),
  });
  await seedCast(subgraphs);
  await subgraphs.start();
  const dataDirectory = mkdtempSync(join(tmpdir(), 'factory-'));
  const issuer = await createLocalIssuer({ dataDirectory });
  const gateway = await startGateway({
    supergraphSdl: await readFile('schema/published/supergraph.graphql', 'utf8'),
    ports: options.portsOf?.(subgraphs) ?? subgraphs.ports,
    verifyToken: verifierOf(issuer),
    ephemeral,
    log,
    port: 0,
    host: '127.0.0.1',
    introspection: true,
    admission: options.admission ?? admissionWith(),
    allowedOrigins: [],
    pages: (await options.pagesOf?.(issuer)) ?? [],
  });
  const clients: Client[] = [];

  async function token(tenant: string | null, user: string): Promise<string> {
    const issued = await issuer.issue({ tenant, user });
    if (!issued) throw new Error(`The demo cast has no ${user} in ${tenant}.`);
    return issued.token;
  }

  return {
    subgraphs,
    gateway,
    ephemeral,
    urls,
    statements,
    token,
    tokenOf: (tenant, subject) => signToken(dataDirectory, tenant, subject),
    superuserUrl: clones.superuserUrl,
    async as(tenant, user) {
      const client = openClient(gateway.url, await token(tenant, user));
      clients.push(client);
      return client;
    },
    async stop() {
      for (const client of clients) await client.close();
      await gateway.stop();
      await subgraphs.stop();
      if (!options.ephemeral) await ephemeral.stop();
      rmSync(dataDirectory, { recursive: true });
      if (!options.databases) await clones.drop();
    },
  };
}

async function signToken(dataDirectory: string, tenant: string | null, subject: string) {
  const [first] = await readOrCreatePrivateKeys(join(dataDirectory, 'issuer', 'keys.json'));
  if (!first) throw new Error('The local issuer has no key.');
  const { keyId, key } = await importSigningKey(first);
  return new SignJWT(tenant === null ? {} : { tid: tenant })
    .setProtectedHeader({ alg: 'EdDSA', kid: keyId, typ: 'JWT' })
    .setIssuer(localIssuerName)
    .setAudience(localAudience)
    .setSubject(subject)
    .setJti(randomUUID())
    .setIssuedAt()
    .setExpirationTime('15m')
    .sign(key);
}

function verifierOf(issuer: LocalIssuer) {
  const { issuer: name, audience, keySet } = issuer;
  return createTokenVerifier({ issuer: name, audience, keys: localTokenKeys(keySet) });
}
