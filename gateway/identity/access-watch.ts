import type { Ephemeral } from '../../subgraphs/kernel/ephemeral/port.ts';
import type { LogEvent } from '../../subgraphs/kernel/events/log.ts';
import { followLive } from '../../subgraphs/kernel/events/spine.ts';
import type { Sessions } from '../transport/sessions.ts';
import type { Principals } from './principals.ts';

/** After these events of the Control Plane somebody may do less, or more, than a moment ago. */
const accessEvents = new Set([
  'ApiTokenRevoked',
  'RoleAssigned',
  'RoleRevoked',
  'TenantAccessGranted',
  'TenantAccessEnded',
  'UserActivated',
  'UserDisabled',
  'UserEnabled',
  'TenantActivated',
  'TenantSuspended',
  'TenantResumed',
  'TenantRetired',
]);

/** Platform operators are users of this tenant, while their tokens name none. */
const operatorsTenant = 'platform';

/** What is kept of who somebody is and what he may do. */
type Kept = Pick<Principals, 'forget'>;

/**
 * Follows the Control Plane's live events and lets changed access bite at once: forgets what is kept of the tenant's
 * people and tokens, and asks anew for each of its sessions. A lost message costs at most the age of what is kept.
 *
 * @returns what ends the watch.
 */
export function watchAccess(
  ephemeral: Ephemeral,
  kept: readonly Kept[],
  sessions: Pick<Sessions, 'reauthorize'>,
): () => Promise<void> {
  return followLive(ephemeral, 'control-plane', (events) => {
    for (const tenantId of tenantsConcerned(events)) {
      // Those are known without a tenant, so everybody is asked for anew.
      const known = tenantId === operatorsTenant ? null : tenantId;
      for (const cache of kept) cache.forget(known);
      void sessions.reauthorize(known);
    }
  });
}

/** The tenants in which an event changed what somebody may do. */
export function tenantsConcerned(events: readonly LogEvent[]): ReadonlySet<string> {
  const concerned = events.filter(({ event }) => accessEvents.has(event.eventType));
  return new Set(concerned.map(({ tenantId }) => tenantId));
}
