import { v7 as uuidv7 } from 'uuid';
import type { Subgraphs } from '../factory.ts';
import { type DemoPerson, demoCast } from '../gateway/identity/demo-cast.ts';
import {
  activate as activateUser,
  invite,
  registerService,
} from '../subgraphs/control-plane/identity/user/domain.ts';
import { userBySubject, users } from '../subgraphs/control-plane/identity/user/repository.ts';
import {
  activate as activateTenant,
  completeStep,
  provision,
} from '../subgraphs/control-plane/tenancy/tenant/domain.ts';
import { tenants } from '../subgraphs/control-plane/tenancy/tenant/repository.ts';
import { type Actor, systemActor } from '../subgraphs/kernel/authority.ts';
import { openWork, type Work } from '../subgraphs/kernel/work.ts';

/** Whoever sets the demo tenants up: nobody is there yet to do it. */
const founder: Actor = {
  ...systemActor,
  grants: [
    { role: 'TENANT_ADMIN', projectId: null },
    { role: 'PLATFORM_OPERATOR', projectId: null },
  ],
};

const demoTenants = [
  { slug: 'acme', displayName: 'Acme', administrator: 'Ada' },
  { slug: 'globex', displayName: 'Globex', administrator: 'Eve' },
];

/** The demo tenants and everybody who can sign in to them. Who is there already is left alone. */
export async function seedCast(subgraphs: Subgraphs): Promise<void> {
  for (const tenant of demoTenants) {
    await inTenant(subgraphs, tenant.slug, (work) => found(work, tenant));
  }
  for (const person of demoCast) {
    await inTenant(subgraphs, person.tenant ?? 'platform', (work) => admit(work, person));
  }
}

async function found(work: Work, tenant: (typeof demoTenants)[number]): Promise<void> {
  const { slug, displayName } = tenant;
  const [known] = await tenants.find(work.tx, [slug]);
  if (known) return;
  const name = tenant.administrator;
  const administrator = { id: work.newId(), name, email: addressOf(name, slug) };
  await work.create(
    tenants,
    provision(work.actor, {
      slug,
      displayName,
      region: 'eu-central',
      isolationModel: 'SHARED',
      administrator,
      at: work.now,
    }),
  );
  await work.change(tenants, slug, (state) =>
    completeStep(state, 'ADMINISTRATOR_INVITED', work.now),
  );
  await work.change(tenants, slug, (state) => activateTenant(state, work.actor));
}

async function admit(work: Work, person: DemoPerson): Promise<void> {
  if (await userBySubject(work.tx, person.user)) return;
  const newcomer = {
    id: work.newId(),
    tenantId: work.tenantId,
    displayName: person.displayName,
    at: work.now,
  };
  if (person.kind === 'SERVICE') {
    await work.create(users, registerService(work.actor, { ...newcomer, subject: person.user }));
    return;
  }
  const email = addressOf(person.user, work.tenantId);
  const roles = person.roles.map((role) => ({ role, projectId: null }));
  const invited = await work.create(users, invite(work.actor, { ...newcomer, email, roles }));
  const proof = { subject: person.user, email };
  await work.change(users, invited.id, (user) => activateUser(user, proof, work.now));
}

function addressOf(name: string, tenant: string): string {
  return `${name.toLowerCase()}@${tenant}.example`;
}

async function inTenant(
  { runtimes }: Subgraphs,
  tenantId: string,
  run: (work: Work) => Promise<void>,
): Promise<void> {
  const runtime = runtimes.get('control-plane');
  if (!runtime) throw new Error('The demo needs the control-plane subgraph.');
  const { database, clock } = runtime.services;
  const traceId = uuidv7().replaceAll('-', '');
  const cause = {
    actor: founder,
    now: clock(),
    traceId,
    correlationId: traceId,
    causationId: null,
  };
  await database.withTenant(tenantId, (tx) => run(openWork(tx, cause)));
}
