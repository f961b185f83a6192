import { activate, invite } from '../../subgraphs/control-plane/identity/user/domain.ts';
import { users } from '../../subgraphs/control-plane/identity/user/repository.ts';
import { systemActor } from '../../subgraphs/kernel/authority.ts';
import type { Services } from '../../subgraphs/kernel/context.ts';
import { openWork } from '../../subgraphs/kernel/work.ts';

/** Makes a second platform operator, beside petra of the demo cast, by the commands that have made her. */
export async function admitOperator({ database, clock }: Services, subject: string): Promise<void> {
  const email = `${subject}@platform.example`;
  const founder = { ...systemActor, grants: [{ role: 'TENANT_ADMIN', projectId: null }] as const };
  const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';
  const now = clock();
  const cause = { actor: founder, now, traceId, correlationId: traceId, causationId: null };
  await database.withTenant('platform', async (tx) => {
    const work = openWork(tx, cause);
    const roles = [{ role: 'PLATFORM_OPERATOR', projectId: null }] as const;
    const newcomer = { id: work.newId(), tenantId: 'platform', displayName: subject, at: now };
    const { id } = await work.create(users, invite(founder, { ...newcomer, email, roles }));
    await work.change(users, id, (user) => activate(user, { subject, email }, now));
  });
}
