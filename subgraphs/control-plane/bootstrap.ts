/**
 * `npm run bootstrap -- --tenant acme --admin-email you@example.com [--name NAME] [--region REGION]`: the first
 * tenant of an installation, active, with an invitation for its administrator, who accepts it by signing in
 * with that address. Once: refused as soon as there is any tenant.
 */
import { parseArgs } from 'node:util';
import { v7 as uuidv7 } from 'uuid';
import { openDatabase, openPool } from '../../db/client.ts';
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

async function bootstrap({ slug, email, name, region }: First): Promise<void> {
  const settings = readSettings(process.env);
  const { app: url } = readDatabaseUrls(settings, 'control-plane');
  settings.check();
  const database = openDatabase({ name: 'control-plane', url });
  const pool = openPool(url, 1);
  try {
    if (await hasTenants(pool)) throw new Error('There is a tenant already; invite users instead.');
    const now = new Date();
    const traceId = uuidv7().replaceAll('-', '');
    const cause = { actor: founder, now, traceId, correlationId: traceId, causationId: null };
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
    await pool.end();
    await database.stop();
  }
}

/** By the event log, which no tenant enters without having been provisioned. */
async function hasTenants(pool: ReturnType<typeof openPool>): Promise<boolean> {
  const { rows } = await pool.query('select kernel.tenants() limit 1');
  return rows.length > 0;
}
