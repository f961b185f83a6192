/**
 * `npm run start:subgraph -- studio|observability|control-plane`: one subgraph as a process of its own, with
 * its sequencer, reactions and jobs. Several copies may run: leaders are chosen by locks in the database.
 */
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { readDocument } from '../schema/compose.ts';
import { readSettings, type SettingsReader } from './kernel/config.ts';
import { redisEphemeral } from './kernel/ephemeral/redis.ts';
import { createFeed } from './kernel/events/feed.ts';
import { httpSource } from './kernel/events/feed-client.ts';
import { localSource } from './kernel/events/source.ts';
import {
  type KeySettings,
  readKeySettings,
  readKeysOf,
  readSigningKeys,
} from './kernel/key-settings.ts';
import { openLog } from './kernel/log.ts';
import { runProcess } from './kernel/process.ts';
import { type Domain, openRuntime, type Runtime } from './kernel/runtime.ts';
import { createCallSigner, createCallVerifier } from './kernel/scope/internal-call.ts';
import { scopeHeaders } from './kernel/scope/scope-headers.ts';
import { createAssertionVerifier } from './kernel/scope/verifier.ts';
import { createSubgraphServer } from './kernel/server.ts';
import { collectorExporters, readTracingSettings } from './kernel/tracing/settings.ts';
import { startTracing } from './kernel/tracing/start.ts';
import { readDatabaseUrls, type SubgraphName, settingName, subgraphNames } from './settings.ts';

const defaultPorts: Readonly<Record<SubgraphName, number>> = {
  studio: 4001,
  observability: 4002,
  'control-plane': 4003,
};

await runProcess(async ({ report, keep }) => {
  const name = subgraphNames.find((known) => known === process.argv[2]);
  if (!name) throw new Error(`Name the subgraph to start: ${subgraphNames.join(', ')}.`);
  const { domain } = await domainOf(name);
  const settings = readSettings(process.env);
  const urls = readDatabaseUrls(settings, name);
  const redisUrl = settings.url('REDIS_URL', ['redis:', 'rediss:']);
  const keySettings = readKeySettings(settings);
  const feedUrls = readFeedUrls(settings, domain);
  const port = settings.integer('PORT', defaultPorts[name], { min: 0, max: 65_535 });
  const host = settings.optional('HOST') ?? '127.0.0.1';
  const level = settings.choice('LOG_LEVEL', 'info', ['trace', 'debug', 'info', 'warn', 'error']);
  const tracingSettings = readTracingSettings(settings);
  settings.check();

  const log = openLog(name, level);
  const exporters = collectorExporters(tracingSettings);
  keep(startTracing({ ...tracingSettings, serviceName: name, exporters }));
  const onError = (error: Error) => log.warn({ err: error }, 'the ephemeral store');
  const ephemeral = keep(await redisEphemeral({ url: redisUrl, onError }));
  const calls = await createCallSigner({
    caller: name,
    privateKeys: await readSigningKeys(keySettings),
  });
  const runtime: Runtime = openRuntime({
    domain,
    document: readDocument(name),
    urls,
    ephemeral,
    log,
    sourceOf: (from, types) =>
      from === name
        ? localSource({ reader: runtime.reader, tail: runtime.services.spine.tail }, types)
        : httpSource({
            url: `${feedUrls.get(from)}/events`,
            types,
            sign: async (pathAndQuery) => ({
              [scopeHeaders.assertion]: await calls.forCall(`${from}/events`, pathAndQuery),
            }),
          }),
  });
  keep(runtime);
  await runtime.start();
  const callers = await readCallers(keySettings);
  const feedCalls = createCallVerifier({ audience: `${name}/events`, callers });
  const stopping = new AbortController();
  const server = createSubgraphServer({
    subgraph: runtime.subgraph,
    assertions: createAssertionVerifier({
      audience: name,
      keys: await readKeysOf(keySettings, 'gateway'),
      spend: (tokenId, expiresAt) =>
        ephemeral.setIfAbsent(`assertion:${name}:${tokenId}`, '', expiresAt - Date.now()),
    }),
    calls: createCallVerifier({ audience: `${name}/ask`, callers }),
    feed: createFeed({
      reader: runtime.reader,
      tail: runtime.services.spine.tail,
      log,
      stopping: stopping.signal,
      authorize: async ({ headers, url }) => {
        const assertion = headers[scopeHeaders.assertion];
        return typeof assertion === 'string'
          ? feedCalls.verify(assertion, url ?? '').catch(() => null)
          : null;
      },
    }),
    isReady: runtime.isReady,
    log,
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(port, host, resolve);
  });
  keep({
    stop() {
      stopping.abort();
      return closeServer(server);
    },
  });
  report(
    `The ${name} subgraph listens on http://${host}:${(server.address() as AddressInfo).port}`,
  );
});

/** Lets requests under way finish, but not for ever: a subscription has no end of its own. */
async function closeServer(server: Server): Promise<void> {
  const closed = new Promise((resolve) => server.close(resolve));
  server.closeIdleConnections();
  setTimeout(() => server.closeAllConnections(), 5_000).unref();
  await closed;
}

/** Only the subgraph that runs is loaded. */
async function domainOf(name: SubgraphName): Promise<{ readonly domain: Domain }> {
  if (name === 'studio') return { domain: (await import('./studio/server.ts')).studio };
  if (name === 'observability') {
    return { domain: (await import('./observability/server.ts')).observability };
  }
  return { domain: (await import('./control-plane/server.ts')).controlPlane };
}

/** Where the feeds are that this subgraph reacts to. */
function readFeedUrls(
  settings: SettingsReader,
  { name: own, reactions, projections }: Domain,
): ReadonlyMap<string, string> {
  const followed = [...reactions, ...projections];
  const others = subgraphNames.filter(
    (name) => name !== own && followed.some(({ from }) => from === name),
  );
  return new Map(
    others.map((name) => [name, settings.url(`${settingName(name)}_URL`, ['http:', 'https:'])]),
  );
}

async function readCallers(keys: KeySettings) {
  const names = ['gateway', ...subgraphNames];
  return new Map(
    await Promise.all(names.map(async (name) => [name, await readKeysOf(keys, name)] as const)),
  );
}
