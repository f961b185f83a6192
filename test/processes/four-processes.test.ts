import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { freePort } from '../../db/embedded/free-port.ts';
import { openSubgraphs } from '../../factory.ts';
import { seedCast } from '../../seed/cast.ts';
import { memoryEphemeral } from '../../subgraphs/kernel/ephemeral/memory.ts';
import { openLog } from '../../subgraphs/kernel/log.ts';
import type { ReceivedSpan } from '../../subgraphs/observability/tracing/span/domain.ts';
import {
  type RuntimeDatabaseUrls,
  type SubgraphName,
  subgraphNames,
} from '../../subgraphs/settings.ts';
import { type Client, openClient } from '../support/client.ts';
import { type CloneSet, cloneDatabases } from '../support/clones.ts';
import { type Collector, openCollector } from '../support/collector.ts';
import { openIssuer, type TestIssuer } from '../support/issuer.ts';
import {
  approveReview,
  claimReview,
  createProject,
  done,
  openIncident,
  requestReview,
} from '../support/operations.ts';
import { admitOperator } from '../support/operators.ts';
import { runFile, type TestProcess } from '../support/process.ts';

let clones: CloneSet;
let issuer: TestIssuer;
let collector: Collector;
let keys: string;
const running: TestProcess[] = [];
const addresses: Record<string, string> = {};
let gatewayUrl: string;

const settingName = (name: SubgraphName) => name.toUpperCase().replaceAll('-', '_');

function subgraphSettings(name: SubgraphName, urls: RuntimeDatabaseUrls): Record<string, string> {
  const prefix = `${settingName(name)}_DATABASE`;
  return {
    [`${prefix}_URL`]: urls.app,
    [`${prefix}_SEQUENCER_URL`]: urls.sequencer,
    [`${prefix}_READER_URL`]: urls.reader,
    [`${prefix}_JOBS_URL`]: urls.jobs,
    REDIS_URL: inject('redisUrl'),
    LOG_LEVEL: 'trace',
    OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
    SIGNING_KEY_PATH: join(keys, 'private', `${name}.json`),
    PUBLIC_KEYS_DIR: join(keys, 'public'),
    CONTROL_PLANE_URL: addresses['control-plane'] ?? 'http://127.0.0.1:1',
    OBSERVABILITY_URL: addresses['observability'] ?? 'http://127.0.0.1:1',
    STUDIO_URL: addresses['studio'] ?? 'http://127.0.0.1:1',
  };
}

async function startSubgraph(name: SubgraphName): Promise<void> {
  const { port } = new URL(addresses[name] ?? '');
  const env = { ...subgraphSettings(name, clones.urls[name]), PORT: port };
  const started = runFile('subgraphs/main.ts', [name], env);
  running.push(started);
  await started.waitFor(/listens on http:/);
}

async function as(subject: string, tenant: string | null): Promise<Client> {
  return openClient(
    gatewayUrl,
    await issuer.token(subject, tenant === null ? {} : { tid: tenant }),
  );
}

beforeAll(async () => {
  clones = await cloneDatabases(inject('superuserUrl'));
  issuer = await openIssuer();
  collector = await openCollector();
  keys = mkdtempSync(join(tmpdir(), 'keys-'));
  expect(await runFile('subgraphs/make-keys.ts', [keys], {}).exited).toBe(0);
  const ephemeral = memoryEphemeral({ onError: () => {} });
  const subgraphs = openSubgraphs({ urls: clones.urls, ephemeral, log: openLog('test', 'silent') });
  await seedCast(subgraphs);
  const { services } = subgraphs.runtimes.get('control-plane') ?? {};
  if (services) await admitOperator(services, 'paul');
  await subgraphs.stop();
  await ephemeral.stop();
  // The subgraphs know one another's addresses before they start.
  for (const name of subgraphNames) addresses[name] = `http://127.0.0.1:${await freePort()}`;
  await Promise.all(subgraphNames.map(startSubgraph));
  const gateway = runFile('gateway/main.ts', [], {
    ...subgraphSettings('studio', clones.urls.studio),
    SIGNING_KEY_PATH: join(keys, 'private', 'gateway.json'),
    OIDC_ISSUER: issuer.issuer,
    OIDC_AUDIENCE: issuer.audience,
    OIDC_JWKS_URL: issuer.jwksUrl,
    PORT: '0',
  });
  running.push(gateway);
  gatewayUrl = (await gateway.waitFor(/open at (\S+)\/graphql/))[1] ?? '';
});

afterAll(async () => {
  await Promise.all(running.map((process) => process.kill('SIGTERM')));
  await issuer?.stop();
  await collector?.stop();
  await clones?.drop();
  rmSync(keys, { recursive: true, force: true });
});

/** Each span with all that it lies below, by its process and its name. */
function linesOf(spans: readonly ReceivedSpan[]): string[] {
  const byId = new Map(spans.map((span) => [span.spanId, span]));
  const lineOf = (span: ReceivedSpan): string => {
    const parent = byId.get(span.parentSpanId ?? '');
    // A parent that is not here shows as such.
    const above = span.parentSpanId === null ? '' : `${parent ? lineOf(parent) : '?'} > `;
    return `${above}${span.serviceName}: ${span.name}`;
  };
  return [...new Set(spans.map(lineOf))].sort();
}

describe('four processes over HTTP', () => {
  it('answer one federated query, and claim once', async () => {
    const ada = await as('ada', 'acme');
    const ben = await as('ben', 'acme');
    const projectId = await createProject(ada, 'Split');
    const review = await requestReview(ada, projectId, { idempotencyKey: 'one' });
    const again = await requestReview(ada, projectId, { idempotencyKey: 'one' });

    expect(again.id).toBe(review.id);
    expect((await claimReview(ben, review.id)).reviewRequest.status).toBe('IN_REVIEW');
    const { reviewRequest } = await ben.data(
      'query ($id: ID!) { reviewRequest(id: $id) { status project { name openIncidents { nodes { id } } } } }',
      { id: review.id },
    );
    expect(reviewRequest).toEqual({
      status: 'IN_REVIEW',
      project: { name: 'Split', openIncidents: { nodes: [] } },
    });
  });

  it('are one trace to a collector, from the operation to the statements', async () => {
    const ada = await as('ada', 'acme');
    const projectId = await createProject(ada, 'Traced');
    const review = await requestReview(ada, projectId);
    const response = await fetch(`${gatewayUrl}/graphql`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${await issuer.token('ada', { tid: 'acme' })}`,
        'content-type': 'application/json',
      },
      body: JSON.stringify({
        query: `query Traced { reviewRequest(id: "${review.id}") { project { name } } }`,
      }),
    });
    const { data } = (await response.json()) as { readonly data: unknown };
    expect(data).toEqual({ reviewRequest: { project: { name: 'Traced' } } });

    const traceId = response.headers.get('x-trace-id');
    const lines = () => linesOf(collector.spans.filter((span) => span.traceId === traceId));
    await expect
      .poll(lines)
      .toEqual([
        'gateway: query Traced',
        'gateway: query Traced > gateway: fetch control-plane',
        'gateway: query Traced > gateway: fetch control-plane > control-plane: control-plane',
        'gateway: query Traced > gateway: fetch control-plane > control-plane: control-plane > control-plane: SELECT control-plane',
        'gateway: query Traced > gateway: fetch studio',
        'gateway: query Traced > gateway: fetch studio > studio: studio',
        'gateway: query Traced > gateway: fetch studio > studio: studio > studio: SELECT studio',
      ]);
  });

  it('stream live events through the gateway', async () => {
    const ada = await as('ada', 'acme');
    const projectId = await createProject(ada, 'Streamed');
    const { reviewQueue } = await ada.data('{ reviewQueue(first: 1) { liveCursor } }');
    const updates = ada.subscribe(
      `subscription ($projectId: ID, $after: String) {
        reviewQueueUpdated(projectId: $projectId, after: $after) { event reviewRequest { project { name } } }
      }`,
      { projectId, after: reviewQueue.liveCursor },
    );

    await requestReview(ada, projectId);

    const { data } = await updates.next();
    updates.stop();
    expect(data.reviewQueueUpdated).toEqual({
      event: 'REVIEW_REQUESTED',
      reviewRequest: { project: { name: 'Streamed' } },
    });
  });

  it('carry an approval to the studio and its review back, over the signed feeds', async () => {
    const ada = await as('ada', 'acme');
    const service = await as('factory', 'acme');
    const projectId = await createProject(ada, 'Approved');
    const { reviewQueue } = await ada.data('{ reviewQueue(first: 1) { liveCursor } }');
    const updates = ada.subscribe(
      `subscription ($projectId: ID, $after: String) {
        reviewQueueUpdated(projectId: $projectId, after: $after) { reviewRequest { id approvalRequestId } }
      }`,
      { projectId, after: reviewQueue.liveCursor },
    );

    const { approvalRequest } = await done(
      service,
      'requestApproval',
      { projectId, subjectType: 'ARTIFACT', subjectId: 'a-1', action: 'artifact:publish' },
      'approvalRequest { id }',
    );

    const { data } = await updates.next();
    updates.stop();
    const { id: reviewRequestId, approvalRequestId } = data.reviewQueueUpdated.reviewRequest;
    expect(approvalRequestId).toBe(approvalRequest.id);
    await claimReview(ada, reviewRequestId);
    await approveReview(ada, reviewRequestId);
    const query = 'query ($id: ID!) { approvalRequest(id: $id) { status } }';
    await expect
      .poll(async () => (await ada.data(query, { id: approvalRequestId })).approvalRequest.status)
      .toBe('GRANTED');
  });

  it('let an API token in and out, and write it nowhere', async () => {
    const ada = await as('ada', 'acme');
    const input = { name: 'for a program', scopes: ['tenant:read'] };
    const issued = await done(ada, 'issueApiToken', input, 'apiToken { id } secret');
    const { id: apiTokenId } = issued.apiToken;
    const program = openClient(gatewayUrl, issued.secret);
    const { reviewQueue } = await program.data('{ reviewQueue(first: 1) { liveCursor } }');
    const updates = program.subscribe(
      'subscription ($after: String) { reviewQueueUpdated(after: $after) { event } }',
      { after: reviewQueue.liveCursor },
    );
    await requestReview(ada, await createProject(ada, 'Tokens'));
    expect((await updates.next()).data.reviewQueueUpdated.event).toBe('REVIEW_REQUESTED');

    await done(ada, 'revokeApiToken', { apiTokenId }, 'apiToken { status }');

    expect(await updates.ended).toMatchObject({ code: 4401 });
    const { errors } = await program.ask('{ viewer { id } }');
    expect(errors).toMatchObject([{ extensions: { code: 'UNAUTHENTICATED' } }]);
    await program.close();
    const printed = running.map((process) => process.output()).join('\n');
    expect(printed).toContain('"served"');
    expect(printed).not.toContain(issued.secret.slice(-43));
  });

  it('let an operator into a tenant by a signed access, and out when its administrator says so', async () => {
    const [petra, paul, ada] = [
      await as('petra', null),
      await as('paul', null),
      await as('ada', 'acme'),
    ];
    const why = { reason: 'The queue of Acme stands still.', ticket: 'OPS-1', durationMinutes: 5 };
    const about = 'tenantAccess { id useCount }';
    const input = { tenantId: 'acme', level: 'WRITE', ...why };
    const { tenantAccess } = await done(petra, 'requestTenantAccess', input, about);
    const named = { tenantId: 'acme', tenantAccessId: tenantAccess.id };
    await done(paul, 'approveTenantAccess', named, about);
    const token = await issuer.token('petra', {});
    const operator = openClient(gatewayUrl, token, { 'x-factory-tenant': 'acme' });

    const { reviewQueue } = await operator.data('{ reviewQueue(first: 1) { liveCursor } }');
    const updates = operator.subscribe(
      'subscription ($after: String) { reviewQueueUpdated(after: $after) { event } }',
      { after: reviewQueue.liveCursor },
    );
    const projectId = await createProject(ada, 'Seen by an operator');
    await requestReview(ada, projectId);
    expect((await updates.next()).data.reviewQueueUpdated.event).toBe('REVIEW_REQUESTED');
    await openIncident(operator, projectId);
    const { tenantAccess: ended } = await done(ada, 'revokeTenantAccess', named, about);

    expect(ended.useCount).toBe(3);
    expect(await updates.ended).toMatchObject({ code: 4403 });
    const { errors } = await operator.ask('{ tenant { id } }');
    expect(errors).toMatchObject([{ extensions: { code: 'FORBIDDEN' } }]);
    for (const client of [petra, paul, operator]) await client.close();
  });

  it('go on with a live stream where it was when its subgraph was killed', async () => {
    const ada = await as('ada', 'acme');
    const projectId = await createProject(ada, 'Killed');
    const { reviewQueue } = await ada.data('{ reviewQueue(first: 1) { liveCursor } }');
    const updates = ada.subscribe(
      `subscription ($projectId: ID, $after: String) {
        reviewQueueUpdated(projectId: $projectId, after: $after) { reviewRequest { id project { name } } }
      }`,
      { projectId, after: reviewQueue.liveCursor },
    );
    const next = async () => (await updates.next()).data.reviewQueueUpdated.reviewRequest;
    const before = await requestReview(ada, projectId);
    expect(await next()).toEqual({ id: before.id, project: { name: 'Killed' } });

    const studio = running.find(({ child }) => child.spawnargs.includes('studio'));
    await studio?.kill('SIGKILL');
    await startSubgraph('studio');
    const [first, second] = [
      await requestReview(ada, projectId),
      await requestReview(ada, projectId),
    ];

    expect([(await next()).id, (await next()).id]).toEqual([first.id, second.id]);
    updates.stop();
  });

  it('answer nothing to whoever reaches a subgraph without an assertion', async () => {
    for (const address of Object.values(addresses)) {
      for (const query of ['{ _service { sdl } }', '{ __typename }']) {
        const response = await fetch(`${address}/graphql`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ query }),
        });
        expect(response.status).toBe(401);
        expect(await response.text()).not.toContain('type');
      }
      expect((await fetch(`${address}/events?after=0`)).status).toBe(401);
      expect((await fetch(`${address}/ask/principal?subject=ada&tenantId=acme`)).status).toBe(401);
      expect((await fetch(`${address}/internal/traces`, { method: 'POST' })).status).toBe(401);
    }
  });

  it('answer in part while one subgraph is down, and wholly when it is back', async () => {
    const ada = await as('ada', 'acme');
    const projectId = await createProject(ada, 'Partial');
    await requestReview(ada, projectId);
    const query = `query ($projectId: ID) {
      reviewQueue(filter: { projectId: $projectId }) { nodes { status project { name openIncidents { nodes { id } } } } }
    }`;
    const observability = running.find(({ child }) => child.spawnargs.includes('observability'));
    await observability?.kill('SIGKILL');

    const partial = await ada.ask(query, { projectId });

    expect(partial.data?.reviewQueue?.nodes[0]).toMatchObject({
      status: 'PENDING',
      project: { name: 'Partial' },
    });
    expect(partial.errors?.map(({ extensions }) => extensions?.['code'])).toContain(
      'SUBGRAPH_UNAVAILABLE',
    );
    const readiness = await fetch(`${gatewayUrl}/readyz`);
    expect([readiness.status, await readiness.json()]).toMatchObject([200, { status: 'degraded' }]);
    await startSubgraph('observability');
    expect((await ada.ask(query, { projectId })).errors).toBeUndefined();
  });
});

describe('SIGTERM', () => {
  it('ends each of the four in good order', async () => {
    const alive = running.filter(({ child }) => child.signalCode === null);
    await Promise.all(alive.map((process) => process.kill('SIGTERM')));

    expect(await Promise.all(alive.map(({ exited }) => exited))).toEqual([0, 0, 0, 0]);
  });
});

describe('a process with wrong settings', () => {
  it('names everything that is missing, and ends', async () => {
    const gateway = runFile('gateway/main.ts', [], { STUDIO_URL: 'http://127.0.0.1:1' });

    expect(await gateway.exited).toBe(1);
    expect(gateway.output().trim()).toBe(
      'It cannot start: these settings are missing: OIDC_ISSUER, OIDC_AUDIENCE, OIDC_JWKS_URL, ' +
        'CONTROL_PLANE_URL, OBSERVABILITY_URL, REDIS_URL, SIGNING_KEY_PATH, PUBLIC_KEYS_DIR.',
    );
  });

  it('refuses a store that cannot be reached, without repeating its password', async () => {
    const env = {
      ...subgraphSettings('studio', clones.urls.studio),
      REDIS_URL: 'redis://:hidden@127.0.0.1:1',
    };
    const studio = runFile('subgraphs/main.ts', ['studio'], { ...env, PORT: '0' });

    expect(await studio.exited).toBe(1);
    expect(studio.output()).toMatch(/127\.0\.0\.1:1/);
    expect(studio.output()).not.toContain('hidden');
  });

  it('asks for the name of a subgraph', async () => {
    const unnamed = runFile('subgraphs/main.ts', ['billing'], {});

    expect(await unnamed.exited).toBe(1);
    expect(unnamed.output().trim()).toBe(
      'Name the subgraph to start: control-plane, observability, studio.',
    );
  });
});
