import type { TenantDb } from '../../db/client.ts';
import { may, systemActor } from '../kernel/authority.ts';
import type { Services } from '../kernel/context.ts';
import { DomainError } from '../kernel/domain.ts';
import type { InternalResponse } from '../kernel/subgraph.ts';
import { openWork } from '../kernel/work.ts';
import { actorBy } from './identity/tenant-access/domain.ts';
import { activeAccessOf } from './identity/tenant-access/repository.ts';
import {
  activate,
  principalOf,
  recordSignIn,
  type User,
  type UserChange,
} from './identity/user/domain.ts';
import { userByEmail, userBySubject, users } from './identity/user/repository.ts';
import { tenants } from './tenancy/tenant/repository.ts';

/** Where platform operators are users; no token can name it and nobody can provision it. */
export const operatorsTenant = 'platform';

const noAccess = 'You have no access to this tenant at the moment.';

/**
 * Answers the gateway's question who a token's subject is in a tenant, and what he may do there. Whoever was
 * invited and comes with the address for the first time accepts the invitation by that.
 *
 * 200 with the principal, or 403 with the reason as a sentence for the caller.
 */
export async function principal(
  parameters: URLSearchParams,
  services: Services,
): Promise<InternalResponse> {
  const tenantId = parameters.get('tenantId') ?? operatorsTenant;
  const db = services.database.reader(tenantId);
  if (parameters.get('by') === 'TENANT_ACCESS') return operatorIn(db, parameters, services);
  const closed = tenantId === operatorsTenant ? null : await reasonClosed(db);
  if (closed !== null) return refused(closed);
  const subject = parameters.get('subject') ?? '';
  const email = parameters.get('email');
  // Programs that use somebody's API token would make him seem to be there day and night.
  const isSignIn = parameters.get('by') !== 'API_TOKEN';
  try {
    const member = await userBySubject(db, subject);
    if (member) return known(isSignIn ? await noteSignIn(services, db, member) : member);
    const invited = email === null ? undefined : await accept(services, db, { subject, email });
    return invited ? known(invited) : refused('You are not a member of this tenant.');
  } catch (error) {
    if (error instanceof DomainError) return refused(error.message);
    throw error;
  }
}

/**
 * A platform operator who asks to work in a tenant: with an active access, which a second operator has approved, he is
 * himself with what the access leaves, until it ends.
 */
async function operatorIn(
  db: TenantDb,
  parameters: URLSearchParams,
  { database, clock }: Services,
): Promise<InternalResponse> {
  const subject = parameters.get('subject') ?? '';
  const operator = await userBySubject(database.reader(operatorsTenant), subject);
  const isOperator = operator !== undefined && may(principalOf(operator), 'tenant:access', null);
  const access = isOperator ? await activeAccessOf(db, operator.id, clock()) : undefined;
  if (!operator || !access) return refused(noAccess);
  const closed = await reasonClosed(db);
  if (closed !== null) return refused(closed);
  const endsAt = access.expiresAt.getTime();
  const body = JSON.stringify({ ...actorBy(access), grantsEpoch: operator.version, endsAt });
  return { status: 200, contentType: 'application/json', body };
}

async function reasonClosed(db: TenantDb): Promise<string | null> {
  const [tenant] = await tenants.find(db, [db.tenantId]);
  if (!tenant) return 'You are not a member of this tenant.';
  if (tenant.status === 'ACTIVE') return null;
  return `The tenant ${tenant.id} is not open: it is ${tenant.status}.`;
}

/** The first sign-in accepts the invitation. Of two at once the second finds it accepted, by the same subject. */
async function accept(
  services: Services,
  db: TenantDb,
  proof: { readonly subject: string; readonly email: string },
): Promise<User | undefined> {
  const invited = await userByEmail(db, proof.email.normalize('NFC').toLowerCase());
  if (invited?.subject === proof.subject) return invited; // accepted since his subject was looked for
  if (invited?.status !== 'INVITED') return undefined;
  const now = services.clock();
  return changeUser(services, db, invited, (user) =>
    user.status === 'ACTIVE' && user.subject === proof.subject
      ? { state: user, events: [] }
      : activate(user, proof, now),
  );
}

/** Once an hour at most, so that looking somebody up does not write. */
async function noteSignIn(services: Services, db: TenantDb, user: User): Promise<User> {
  const now = services.clock();
  if (recordSignIn(user, now).events.length === 0) return user;
  return changeUser(services, db, user, (found) => recordSignIn(found, now));
}

async function changeUser(
  { database, spine, clock }: Services,
  { tenantId }: TenantDb,
  { id }: User,
  command: (user: User) => UserChange,
): Promise<User> {
  const traceId = id.replaceAll('-', '');
  const cause = {
    actor: systemActor,
    now: clock(),
    traceId,
    correlationId: traceId,
    causationId: null,
  };
  const changed = await database.withTenant(tenantId, (tx) =>
    openWork(tx, cause).change(users, id, command),
  );
  spine.poke();
  return changed;
}

function known(user: User): InternalResponse {
  const { userId, kind, status, grants, epoch } = principalOf(user);
  if (status !== 'ACTIVE') return refused('Your membership of this tenant is not active.');
  const body = JSON.stringify({ userId, kind, grants, grantsEpoch: epoch });
  return { status: 200, contentType: 'application/json', body };
}

function refused(sentence: string): InternalResponse {
  return { status: 403, contentType: 'text/plain', body: sentence };
}
