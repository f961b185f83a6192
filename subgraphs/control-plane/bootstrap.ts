/**
 * `npm run bootstrap -- --tenant acme --admin-email you@example.com [--name NAME] [--region REGION]`: the first
 * tenant of an installation, active, with an invitation for its administrator, who accepts it by signing in
 * with that address. Once: refused as soon as there is any tenant.
 */
import { parseArgs } from 'node:util';
import type pg from 'pg';
import { v7 as uuidv7 } from 'uuid';
import { openDatabase } from '../../db/client.ts';
import { withClient } from '../../db/roles.ts';
import { type Actor, systemActor } from '../kernel/authority.ts';
import { readSettings } from '../kernel/config.ts';
import { openWork } from '../kernel/work.ts';
import { readDatabaseUrls } from '../settings.ts';
import { inviteAdministrator } from './identity/user/domain.ts';
import { users } from './identity/user/repository.ts';
import { activate, completeStep, provision } from './tenancy/tenant/domain.ts';
import { tenants } from './tenancy/tenant/repository.ts';

/** Nobody is there yet to do it. */
const founder: Actor = { ...systemActor, grants: [{ role: 'PLATFORM_OPERATOR', projectId: null }] };

/** One bootstrap at a time: this advisory lock is held until the tenant is in the log. */
const bootstrapLock = 7_260_003;

try {
  const { values } = parseArgs({
    options: {
      tenant: { type: 'string' },
      'admin-email': { type: 'string' },
      name: { type: 'string' },
      region: { type: 'string', default: 'eu-central' },
    },
  });
  const { tenant: slug, 'admin-email': email, name = slug, region } = values;
  if (!slug || !email || !name) throw new Error('Name --tenant and --admin-email.');
  await bootstrap({ slug, email, name, region });
  console.log(`The tenant ${slug} is active; ${email} is invited and accepts by signing in.`);
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exit(1);
}

interface First {
  readonly slug: string;
  readonly email: string;
  readonly name: string;
  readonly region: string;
}

async function bootstrap(first: First): Promise<void> {
  const settings = readSettings(process.env);
  const { app, sequencer } = readDatabaseUrls(settings, 'control-plane');
  settings.check();
  await withClient(sequencer, async (mover) => {
    await mover.query('select pg_advisory_lock($1)', [bootstrapLock]);
    await moveOutbox(mover);
    if (await hasTenants(app)) throw new Error('There is a tenant already; invite users instead.');
    await found(app, first);
    await moveOutbox(mover);
  });
}

/** Into the log, where `hasTenants` looks: perhaps no subgraph runs that would do it. */
async function moveOutbox(mover: pg.Client): Promise<void> {
  for (let moved = 1; moved > 0; ) {
    const { rowCount } = await mover.query('select from kernel.sequence_outbox(1000)');
    moved = rowCount ?? 0;
  }
}

/** By the event log, which no tenant enters without having been provisioned. */
async function hasTenants(url: string): Promise<boolean> {
  return withClient(url, async (client) => {
    const { rows } = await client.query('select kernel.tenants() limit 1');
    return rows.length > 0;
  });
}

async function found(url: string, { slug, email, name, region }: First): Promise<void> {
  const database = openDatabase({ name: 'control-plane', url });
  const now = new Date();
  const traceId = uuidv7().replaceAll('-', '');
  const cause = { actor: founder, now, traceId, correlationId: traceId, causationId: null };
  try {
    await database.withTenant(slug, async (tx) => {
      const work = openWork(tx, cause);
      const administrator = { id: work.newId(), name: email, email };
      const facts = { slug, displayName: name, region, administrator, at: now };
      await work.create(tenants, provision(founder, { ...facts, isolationModel: 'SHARED' }));
      const newcomer = { id: work.newId(), tenantId: slug, displayName: email, at: now };
      await work.create(users, inviteAdministrator({ ...newcomer, email }));
      await work.change(tenants, slug, (state) =>
        completeStep(state, 'ADMINISTRATOR_INVITED', now),
      );
      await work.change(tenants, slug, (state) => activate(state, founder));
    });
  } finally {
    await database.stop();
  }
}
