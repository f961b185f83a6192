import { readFile, writeFile } from 'node:fs/promises';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { databaseName, subgraphNames } from '../../db/roles.ts';
import { liveCursor } from '../../subgraphs/kernel/events/cursor.ts';
import { type Client, openClient } from '../support/client.ts';
import type { TestFactory } from '../support/factory.ts';
import { done } from '../support/operations.ts';
import { admitOperator } from '../support/operators.ts';
import { ask, ownRequest } from '../tenancy/asking.ts';
import { codesOf, requestOf } from '../tenancy/matrix/mutations.ts';
import { mutationRecipes } from '../tenancy/mutation-recipes.ts';
import type { Names } from '../tenancy/names.ts';
import { operationOf } from '../tenancy/operations.ts';
import { queryRecipes } from '../tenancy/query-recipes.ts';
import { subscriptionRecipes } from '../tenancy/subscription-recipes.ts';
import { openWorld, type World } from '../tenancy/world.ts';

// Row-level security rests on a setting of the transaction, which an injected statement could set anew. So no
// statement may be made of what a caller says: what PostgreSQL has run for the app is a known list, and no text that
// was sent to it holds any text that a caller gave.
//
// When statements have changed on purpose, empty the list and let it be filled anew, more than once:
//   UPDATE_STATEMENTS=1 npx vitest run --project stores test/evidence/statements

const file = new URL('./statements.txt', import.meta.url);

let world: World;
let known: ReadonlySet<string>;
beforeAll(async () => {
  world = await openWorld();
  for (const name of subgraphNames) {
    await world.superuser[name].query('create extension pg_stat_statements');
  }
  // The world was made before the statements were counted in; PostgreSQL counts them all the same.
  await runRecipes(world);
  known = new Set((await readFile(file, 'utf8')).split('\n').filter((line) => line !== ''));
  if (!process.env['UPDATE_STATEMENTS']) return;
  // What happens in the background depends on the moment: what has been seen once stays.
  known = new Set([...known, ...(await statementsRun())]);
  await writeFile(file, `${[...known].sort().join('\n')}\n`);
});
afterAll(() => world?.stop());

describe('what PostgreSQL runs for the app', () => {
  it('is on the known list', async () => {
    const run = await statementsRun();
    expect(run.length).toBeGreaterThan(80);
    expect(run.filter((statement) => !known.has(statement))).toEqual([]);
  });

  it('holds no text that a caller gave', () => {
    const { statements } = world.factory;
    expect(statements.length).toBeGreaterThan(500);
    expect(statements.filter(({ text }) => isMadeOf(text, world)).map(({ text }) => text)).toEqual(
      [],
    );
  });

  it('would show a statement that was put together from what a caller says', async () => {
    const { services } = world.factory.subgraphs.runtimes.get('studio') ?? {};
    const said = `${world.names.globex.canary}' or tenant_id <> '`;
    const injected = `select id from reviews.review_requests where subject_id = '${said}'`;
    await services?.database.reader('globex').db.execute(sql.raw(injected));

    const run = await statementsRun();
    expect(run.filter((statement) => !known.has(statement))).toEqual([
      'studio: select id from reviews.review_requests where subject_id = $ or tenant_id <> $',
    ]);
    const { statements } = world.factory;
    expect(statements.filter(({ text }) => isMadeOf(text, world))).toHaveLength(1);
  });
});

/** Every query, mutation and subscription by those who may, a repetition, and what the clock does. */
async function runRecipes({ factory, schema, names, people }: World): Promise<void> {
  const ada = await factory.token('acme', 'ada');
  for (const coordinate of Object.keys(queryRecipes)) {
    const { body } = await ask(factory, ada, ownRequest(schema, coordinate, names.acme));
    if (body.errors) throw new Error(`${coordinate} failed: ${JSON.stringify(body.errors)}`);
  }
  for (const [field, { own }] of Object.entries(subscriptionRecipes)) {
    const args = { ...own(names.acme), after: liveCursor('acme', 0) };
    const { query, variables } = operationOf(schema, 'subscription', [{ field, args }], 1);
    const updates = people.acme.admin.subscribe(query, variables);
    await updates.next();
    updates.stop();
  }
  await useApiToken(factory, people.acme.admin);
  await useTenantAccess(factory, names.acme);
  for (const { services, runJobs } of factory.subgraphs.runtimes.values()) {
    await runJobs(await services.tenants());
  }
  for (const name of Object.keys(mutationRecipes)) await runMutation(name);
  await runMutation('requestReview');
}

/** Its use is noted in the background. */
async function useApiToken(factory: TestFactory, admin: Client): Promise<void> {
  const input = { name: 'used', scopes: ['tenant:read'] };
  const { secret } = await done(admin, 'issueApiToken', input, 'secret');
  await ask(factory, secret, { query: '{ viewer { id } }' });
  const query = '{ apiTokens(filter: { status: ACTIVE }, first: 1) { nodes { lastUsedAt } } }';
  while ((await admin.data(query)).apiTokens.nodes[0].lastUsedAt === null);
}

/** By petra, as a second operator approves. */
async function useTenantAccess(
  factory: TestFactory,
  { tenantId, tenantAccessId }: Names,
): Promise<void> {
  const { services } = factory.subgraphs.runtimes.get('control-plane') ?? {};
  if (services) await admitOperator(services, 'paul');
  const paul = openClient(factory.gateway.url, await factory.tokenOf(null, 'paul'));
  const input = { tenantId, tenantAccessId };
  await done(paul, 'approveTenantAccess', input, 'tenantAccess { id }');
  const token = await factory.token(null, 'petra');
  const inside = openClient(factory.gateway.url, token, { 'x-factory-tenant': tenantId });
  await inside.data('{ tenant { id } }');
  await Promise.all([paul.close(), inside.close()]);
}

async function runMutation(name: string): Promise<void> {
  const { factory, schema, names } = world;
  const { owner = 'ada', rule, input } = mutationRecipes[name] ?? {};
  const token = await factory.token(owner === 'petra' ? null : 'acme', owner);
  const given = { ...input?.(names.acme), idempotencyKey: name };
  const answer = await ask(factory, token, requestOf(schema, name, given, 1));
  const codes = codesOf(answer, name).join();
  if (codes !== (rule ?? '')) throw new Error(`${name} failed: ${codes}`);
}

/** What the app's logins have run in this world's databases, normalised. */
async function statementsRun(): Promise<string[]> {
  const found = new Set<string>();
  for (const name of subgraphNames) {
    const { rows } = await world.superuser[name].query<{ query: string }>(
      `select query from pg_stat_statements
        where dbid = (select oid from pg_database where datname = current_database())
          and userid = $1::regrole`,
      [`${databaseName(name)}_app`],
    );
    for (const { query } of rows) found.add(`${name}: ${normalised(query)}`);
  }
  return [...found].sort();
}

/** One line; a parameter is a parameter, and a list of them is one, however long. */
function normalised(statement: string): string {
  return statement
    .replaceAll(/\/\*.*?\*\//gs, '')
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/\$\d+/g, '$')
    .replaceAll(/(\(|, )(\$|default)(, (\$|default))+ ?(?=\))/g, '$1$')
    .replaceAll(/(\([$]\))(, \(\$\))+/g, '$1')
    .replaceAll(/\$ ?, ?\)/g, '$)')
    .trim();
}

/** Whether a caller's words are in it: each of them holds a canary, is an id or names a tenant's address. */
function isMadeOf(text: string, { names, secrets }: World): boolean {
  const words = [names.acme.canary, names.globex.canary, names.globex.projectId, ...secrets.ids];
  return words.some((word) => text.toLowerCase().includes(word.toLowerCase()));
}
