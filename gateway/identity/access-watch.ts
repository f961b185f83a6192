import type { Ephemeral } from '../../subgraphs/kernel/ephemeral/port.ts';
import { eventsChannel } from '../../subgraphs/kernel/events/channel.ts';
import type { WebSocketTransport } from '../transport/websocket.ts';
import type { Principals } from './principals.ts';

/** After these events of the Control Plane somebody may do less, or more, than a moment ago. */
const accessEvents = new Set([
  'RoleAssigned',
  'RoleRevoked',
  'UserActivated',
  'UserDisabled',
  'UserEnabled',
  'TenantActivated',
  'TenantSuspended',
  'TenantResumed',
  'TenantRetired',
]);

/**
 * Follows the Control Plane's live events and lets changed access bite at once: forgets the cached grants and
 * asks anew for every live socket of the tenant. A lost message costs at most the cache's age.
 *
 * @returns what ends the watch.
 */
export async function watchAccess(
  ephemeral: Ephemeral,
  principals: Principals,
  webSockets: WebSocketTransport,
): Promise<() => Promise<void>> {
  const refresh = (tenantId: string | null) => {
    principals.forget(tenantId);
    return webSockets.reauthorize(tenantId);
  };
  return ephemeral.subscribe(eventsChannel('control-plane'), (message) => {
    for (const tenantId of tenantsConcerned(message)) void refresh(tenantId);
  });
}

/** A message is a batch of rows `[position, tenant, sequence, envelope]`. */
export function tenantsConcerned(message: string): ReadonlySet<string> {
  const rows: readonly (readonly [string, string, string, string])[] = JSON.parse(message);
  const concerned = rows.filter(([, , , envelope]) => {
    const { eventType }: { eventType: string } = JSON.parse(envelope);
    return accessEvents.has(eventType);
  });
  return new Set(concerned.map(([, tenantId]) => tenantId));
}
