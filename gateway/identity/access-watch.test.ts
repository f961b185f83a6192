import { describe, expect, it } from 'vitest';
import { memoryEphemeral } from '../../subgraphs/kernel/ephemeral/memory.ts';
import { eventsChannel, writeBatch } from '../../subgraphs/kernel/events/channel.ts';
import { envelopeText } from '../../subgraphs/kernel/events/envelope.ts';
import { type LogEvent, logEvent, toRow } from '../../subgraphs/kernel/events/log.ts';
import { tenantsConcerned, watchAccess } from './access-watch.ts';

const id = '0198c0de-0000-7000-8000-000000000001';
const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';

function event(tenantId: string, eventType: string): LogEvent {
  const envelope = envelopeText({
    eventId: id,
    eventType,
    schemaVersion: 1,
    tenantId,
    projectId: null,
    moduleId: null,
    aggregateType: 'User',
    aggregateId: id,
    aggregateVersion: 1,
    traceId,
    correlationId: traceId,
    causationId: null,
    actorId: id,
    occurredAt: '2026-01-31T12:00:00.000Z',
    payload: {},
  });
  return logEvent(['1', tenantId, '1', envelope]);
}

describe('the tenants in which access changed', () => {
  it.each([
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
  ])('are named by %s', (eventType) => {
    expect([...tenantsConcerned([event('acme', eventType)])]).toEqual(['acme']);
  });

  it('are each named once, and others not at all', () => {
    const events = [
      event('acme', 'RoleRevoked'),
      event('globex', 'ProjectCreated'),
      event('acme', 'UserDisabled'),
      event('initech', 'TenantSuspended'),
    ];

    expect([...tenantsConcerned(events)]).toEqual(['acme', 'initech']);
  });
});

describe('watching access', () => {
  /** What was forgotten, and whose sockets were asked anew, once the published batch was taken in. */
  async function told(...events: readonly LogEvent[]) {
    const seen: string[] = [];
    const ephemeral = memoryEphemeral({ onError: () => {} });
    const kept = { forget: (tenantId: string | null) => void seen.push(`forgotten ${tenantId}`) };
    const webSockets = {
      upgrade: () => {},
      reauthorize: async (tenantId: string | null) => void seen.push(`asked for ${tenantId}`),
      stop: async () => {},
    };
    const unwatch = watchAccess(ephemeral, [kept, kept], webSockets);
    await ephemeral.subscribe(eventsChannel('control-plane'), () => {});
    ephemeral.publish(eventsChannel('control-plane'), writeBatch(events.map(toRow)));
    // The store of one process delivers within the same turn of the event loop.
    await new Promise(setImmediate);
    await unwatch();
    return seen;
  }

  it('forgets a tenant before it asks anew for its sockets', async () => {
    expect(await told(event('acme', 'RoleRevoked'), event('globex', 'ProjectCreated'))).toEqual([
      'forgotten acme',
      'forgotten acme',
      'asked for acme',
    ]);
  });

  it('asks for everybody when an operator is concerned, whose token names no tenant', async () => {
    expect(await told(event('platform', 'RoleRevoked'))).toEqual([
      'forgotten null',
      'forgotten null',
      'asked for null',
    ]);
  });
});
