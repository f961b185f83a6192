import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inject } from 'vitest';
import { databaseName } from '../../db/roles.ts';
import { openSubgraphs, type Subgraphs } from '../../factory.ts';
import { createLocalIssuer, type LocalIssuer } from '../../gateway/identity/local-issuer.ts';
import { localTokenKeys } from '../../gateway/identity/token-keys.ts';
import { createTokenVerifier } from '../../gateway/identity/verify-token.ts';
import { type Gateway, startGateway } from '../../gateway/server.ts';
import { seedCast } from '../../seed/cast.ts';
import { memoryEphemeral } from '../../subgraphs/kernel/ephemeral/memory.ts';
import type { Ephemeral } from '../../subgraphs/kernel/ephemeral/port.ts';
import { openLog } from '../../subgraphs/kernel/log.ts';
import {
  type RuntimeDatabaseUrls,
  type SubgraphName,
  subgraphNames,
} from '../../subgraphs/settings.ts';
import { type Client, openClient } from './client.ts';
import { cloneDatabase, dropDatabase } from './databases.ts';
import { testPassword } from './templates.ts';

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
  /** Every SQL statement since the last call of `statements.splice(0)`. */
  readonly statements: { readonly subgraph: SubgraphName; readonly text: string }[];
  stop(): Promise<void>;
}

export interface TestFactoryOptions {
  readonly clock?: () => Date;
  readonly ephemeral?: Ephemeral;
}

export async function openTestFactory(options: TestFactoryOptions = {}): Promise<TestFactory> {
  const superuser = inject('postgresUrl');
  const suffix = randomUUID().slice(0, 8);
  const names = new Map(subgraphNames.map((name) => [name, `${databaseName(name)}_${suffix}`]));
  for (const [name, clone] of names) await cloneDatabase(superuser, databaseName(name), clone);
  const urls = Object.fromEntries(
    [...names].map(([name, clone]) => [name, urlsOf(superuser, name, clone)]),
  ) as unknown as TestFactory['urls'];

  const log = openLog('test', process.env['LOG_LEVEL'] ?? 'silent');
  const ephemeral = options.ephemeral ?? memoryEphemeral();
  const statements: TestFactory['statements'][number][] = [];
  const subgraphs = openSubgraphs({
    urls,
    ephemeral,
    log,
    onStatement: (subgraph, text) => statements.push({ subgraph, text }),
    ...(options.clock ? { clock: options.clock } : {}),
  });
  await seedCast(subgraphs);
  await subgraphs.start();
  const dataDirectory = mkdtempSync(join(tmpdir(), 'factory-'));
  const issuer = await createLocalIssuer({ dataDirectory });
  const gateway = await startGateway({
    supergraphSdl: await readFile('schema/published/supergraph.graphql', 'utf8'),
    ports: subgraphs.ports,
    verifyToken: verifierOf(issuer),
    ephemeral,
    log,
    port: 0,
    host: '127.0.0.1',
    introspection: true,
    allowedOrigins: [],
    pages: [],
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
    superuserUrl: (subgraph) => withDatabase(superuser, names.get(subgraph) ?? ''),
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
      for (const clone of names.values()) await dropDatabase(superuser, clone);
    },
  };
}

function verifierOf(issuer: LocalIssuer) {
  const { issuer: name, audience, keySet } = issuer;
  return createTokenVerifier({ issuer: name, audience, keys: localTokenKeys(keySet) });
}

function urlsOf(superuser: string, subgraph: SubgraphName, clone: string): RuntimeDatabaseUrls {
  const login = (purpose: string) => {
    const url = new URL(withDatabase(superuser, clone));
    url.username = `${databaseName(subgraph)}_${purpose}`;
    url.password = testPassword;
    return url.href;
  };
  return {
    app: login('app'),
    sequencer: login('sequencer'),
    reader: login('reader'),
    jobs: login('jobs'),
  };
}

function withDatabase(url: string, database: string): string {
  const changed = new URL(url);
  changed.pathname = `/${database}`;
  return changed.href;
}
