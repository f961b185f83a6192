import type { Context } from './context.ts';
import { liveCursor, parseLiveCursor } from './events/cursor.ts';
import type { Envelope } from './events/envelope.ts';
import { mapStream, type Stream } from './stream.ts';

/** One event on its way to a subscriber; the payload's entity is loaded from `aggregateId`. */
export interface LiveUpdate<Kind extends string> {
  /** The event's name as the schema spells it: REVIEW_CLAIMED. */
  readonly event: Kind;
  /** To be given as `after` when the subscription is resumed. */
  readonly cursor: string;
  readonly occurredAt: Date;
  readonly aggregateId: string;
}

/**
 * The tenant's events of these kinds, from a cursor or from now on: no gap, no duplicate, in order.
 *
 * @param kinds - event type to its name in the schema.
 * @param after - `cursor` of an update, or `liveCursor` of a list.
 */
export function liveUpdates<Kind extends string>(
  context: Context,
  kinds: Readonly<Record<string, Kind>>,
  after: string | null | undefined,
  concerns: (event: Envelope) => boolean = () => true,
): Stream<LiveUpdate<Kind>> {
  const { tenantId } = context;
  const events = context.services.spine.subscribe(tenantId, {
    after: after ? parseLiveCursor(tenantId, after) : null,
    filter: ({ event }) => event.eventType in kinds && concerns(event),
  });
  return mapStream(events, ({ event, sequence }) => {
    // Each update is hydrated anew: what was loaded for the last one may have changed since.
    context.forget();
    return {
      // The filter above let only these through.
      event: kinds[event.eventType] as Kind,
      cursor: liveCursor(tenantId, sequence),
      occurredAt: new Date(event.occurredAt),
      aggregateId: event.aggregateId,
    };
  });
}
