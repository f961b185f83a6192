import type { GraphQLSchema } from 'graphql';
import pg from 'pg';
import { userBySubject } from '../../subgraphs/control-plane/identity/user/repository.ts';
import { createScope, type Scope } from '../../subgraphs/kernel/scope/scope.ts';
import { type SubgraphName, subgraphNames } from '../../subgraphs/settings.ts';
import { admissionWith } from '../support/admission.ts';
import type { Client } from '../support/client.ts';
import { openTestFactory, type TestFactory } from '../support/factory.ts';
import { introspect, readCursors } from './asking.ts';
import type { Secrets } from './leaks.ts';
import { type Names, strangers } from './names.ts';
import { askForAccess, type People, populate } from './populate.ts';
import { ownIds, type Superusers } from './rows.ts';

/** Whose data is attacked, and who attacks; the cast of both is in gateway/identity/demo-cast.ts. */
export type TenantName = 'acme' | 'globex';
export const casts = {
  acme: { admin: 'ada', reviewer: 'ben', operator: 'olga', service: 'factory' },
  globex: { admin: 'eve', reviewer: 'gus', operator: 'gus', service: 'plant' },
} as const;

/** The factory with two tenants in it that have at least one of everything each. */
export interface World {
  readonly factory: TestFactory;
  /** The API schema, as the gateway tells it. */
  readonly schema: GraphQLSchema;
  /**
   * Everything that can be named of a tenant. Every free text it has holds its canary. Nobody's names have the same
   * form as acme's, but nothing has them.
   */
  readonly names: Readonly<Record<TenantName | 'nobody', Names>>;
  /** What must not be told of acme. */
  readonly secrets: Secrets;
  /** Who works there, signed in. */
  readonly people: Readonly<Record<TenantName, People>>;
  /** A superuser's connection to the database of a subgraph. */
  readonly superuser: Superusers;
  /** What the gateway would make of somebody's token. */
  scope(tenant: TenantName, user: string): Promise<Scope>;
  stop(): Promise<void>;
}

/** Time stands still in it: two answers to the same question are the same. */
export async function openWorld(): Promise<World> {
  const now = new Date();
  // The matrix asks for all that there is at once, which costs more than anybody else may spend.
  const admission = admissionWith({ COST_MODE: 'measure' });
  const factory = await openTestFactory({ clock: () => now, admission });
  const superuser = await superusersOf(factory);
  const people = {
    acme: await signIn(factory, 'acme'),
    globex: await signIn(factory, 'globex'),
  };
  const schema = await introspect(people.acme.admin);
  const unnamed = { factory, schema, superuser, people };
  const acme = await settle(unnamed, 'acme');
  const globex = await settle(unnamed, 'globex');
  const ids = await ownIds(superuser, 'acme', 'globex');
  return {
    ...unnamed,
    names: { acme, globex, nobody: strangers(acme) },
    secrets: { canary: acme.canary, ids },
    scope: (tenant, user) => scopeOf(factory, tenant, user),
    async stop() {
      for (const client of Object.values(superuser)) await client.end();
      await factory.stop();
    },
  };
}

async function settle(
  {
    factory,
    schema,
    superuser,
    people,
  }: Pick<World, 'factory' | 'schema' | 'superuser' | 'people'>,
  tenant: TenantName,
): Promise<Names> {
  const token = await factory.token(tenant, casts[tenant].service);
  const { admin, reviewer } = people[tenant];
  const made = await populate(tenant, people[tenant], (body) => sendTraces(factory, token, body));
  const tenantAccessId = await askForAccess(await factory.as(null, 'petra'), made);
  await raised(people[tenant], made.approvals.inReview);
  await quiet(superuser);
  await renameSeeded(superuser['control-plane'], tenant, made.canary);
  const idOf = async (client: Client) =>
    (await client.data('{ viewer { id } }')).viewer.id as string;
  const names = {
    ...made,
    tenantAccessId,
    adminId: await idOf(admin),
    reviewerId: await idOf(reviewer),
    cursors: {},
  };
  return { ...names, cursors: await readCursors(admin, schema, names) };
}

async function signIn(factory: TestFactory, tenant: TenantName): Promise<People> {
  const { admin, reviewer, operator, service } = casts[tenant];
  return {
    admin: await factory.as(tenant, admin),
    reviewer: await factory.as(tenant, reviewer),
    operator: await factory.as(tenant, operator),
    service: await factory.as(tenant, service),
  };
}

/** OTLP over HTTP, as an exporter of the service would send it. */
export async function sendTraces(
  { gateway }: TestFactory,
  token: string,
  body: object,
): Promise<{ partialSuccess?: { rejectedSpans?: string } }> {
  const response = await fetch(`${gateway.url}/v1/traces`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`The trace was refused: ${await response.text()}`);
  return (await response.json()) as { partialSuccess?: { rejectedSpans?: string } };
}

/** Names that the demo cast has, and no mutation changes. */
async function renameSeeded(
  database: pg.Client,
  tenant: TenantName,
  canary: string,
): Promise<void> {
  await database.query(
    `update identity.users set display_name = $2 || ' ' || display_name, email = lower($2) || '.' || email
      where tenant_id = $1 and position($2 in display_name) = 0`,
    [tenant, canary],
  );
  const contact = JSON.stringify({ name: canary, email: `${canary.toLowerCase()}@example.com` });
  await database.query(
    `update tenancy.tenants set display_name = $2, region = $2, contacts = (
      select jsonb_agg(contact || case when position($2 in contact ->> 'name') = 0 then $3::jsonb else '{}' end)
      from jsonb_array_elements(contacts) as contact) where tenant_id = $1`,
    [tenant, canary, contact],
  );
}

/** Waits until the Control Plane knows the review that was raised for an approval. */
async function raised({ admin }: People, id: string): Promise<void> {
  const query = 'query ($id: ID!) { approvalRequest(id: $id) { reviewRequestId } }';
  await until(
    async () => (await admin.data(query, { id })).approvalRequest.reviewRequestId !== null,
  );
}

/** Waits until all that was committed is in the logs, and new tenants have been reacted to. */
export async function quiet(superuser: Superusers): Promise<void> {
  for (const name of subgraphNames) {
    await until(async () =>
      isTrue(superuser[name], 'select count(*) = 0 as holds from kernel.outbox'),
    );
  }
  await until(async () =>
    isTrue(
      superuser['control-plane'],
      `select coalesce((select position from kernel.checkpoint where consumer = 'reactions:control-plane'), 0)
        >= (select max(position) from kernel.event_log where event_type = 'TenantProvisioned') as holds`,
    ),
  );
}

async function isTrue(client: pg.Client, statement: string): Promise<boolean> {
  const { rows } = await client.query<{ holds: boolean }>(statement);
  return rows[0]?.holds === true;
}

/** Asks again and again; what never comes is ended by the test's own limit. */
async function until(holds: () => Promise<boolean>): Promise<void> {
  while (!(await holds())) await new Promise((resolve) => setImmediate(resolve));
}

/** A superuser's connection to each database of a factory. */
export async function superusersOf(
  factory: Pick<TestFactory, 'superuserUrl'>,
): Promise<Superusers> {
  const open = async (name: SubgraphName) => {
    const client = new pg.Client({ connectionString: factory.superuserUrl(name) });
    // Its database is dropped below it at the end.
    client.on('error', () => {});
    await client.connect();
    return client;
  };
  return {
    'control-plane': await open('control-plane'),
    observability: await open('observability'),
    studio: await open('studio'),
  };
}

async function scopeOf(
  { subgraphs }: TestFactory,
  tenantId: TenantName,
  subject: string,
): Promise<Scope> {
  const services = subgraphs.runtimes.get('control-plane')?.services;
  const user = services && (await userBySubject(services.database.reader(tenantId), subject));
  if (!user) throw new Error(`The demo cast has no ${subject}.`);
  const traceId = user.id.replaceAll('-', '');
  const identity = { tenantId, actor: { userId: user.id, kind: user.kind, grants: user.roles } };
  const facts = { requestId: traceId, traceId, correlationId: traceId, deadlineAt: null };
  return createScope({ ...identity, grantsEpoch: user.version }, facts);
}
