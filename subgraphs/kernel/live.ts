import { type GraphQLResolveInfo, Kind, type SelectionSetNode } from 'graphql';
import type { TenantDb } from '../../db/client.ts';
import type { Context } from './context.ts';
import { liveCursor, parseLiveCursor } from './events/cursor.ts';
import type { Envelope } from './events/envelope.ts';
import { tenantSequence } from './events/log.ts';
import type { Connection } from './page.ts';
import type { Finder } from './repository.ts';
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

/** A stream that tells behind which cursor it begins, so that it can be resumed before its first item. */
export type ResumableStream<Item> = Stream<Item> & { readonly startsAfter: string };

/**
 * The tenant's events of these kinds, from a cursor or from now on: no gap, no duplicate, in order.
 *
 * @param kinds - event type to its name in the schema.
 * @param after - `cursor` of an update, or `liveCursor` of a list.
 */
export async function liveUpdates<Kind extends string>(
  context: Context,
  kinds: Readonly<Record<string, Kind>>,
  after: string | null | undefined,
  concerns: (event: Envelope) => boolean = () => true,
): Promise<ResumableStream<LiveUpdate<Kind>>> {
  const { tenantId } = context;
  const given = context.resumeAfter ?? after;
  const start =
    typeof given === 'string'
      ? parseLiveCursor(tenantId, given)
      : await context.read((db) => tenantSequence(db));
  const events = context.services.spine.subscribe(tenantId, {
    after: start,
    filter: ({ event }) => event.eventType in kinds && concerns(event),
  });
  const updates = mapStream(events, ({ event, sequence }) => {
    // Each update is hydrated anew: what was loaded for the last one may have changed since.
    context.renew();
    return {
      // The filter above let only these through.
      event: kinds[event.eventType] as Kind,
      cursor: liveCursor(tenantId, sequence),
      occurredAt: new Date(event.occurredAt),
      aggregateId: event.aggregateId,
    };
  });
  return Object.assign(updates, { startsAfter: liveCursor(tenantId, start) });
}

/**
 * A list that has a live sibling, with the cursor from which to follow it.
 *
 * The cursor is read before the list, so nothing falls between: what happens in the meantime is in the list
 * already and comes once more as an event. Read only when it is asked for.
 */
export async function withLiveCursor<Row>(
  context: Context,
  info: GraphQLResolveInfo,
  list: (db: TenantDb) => Promise<Connection<Row>>,
): Promise<Connection<Row> & { readonly liveCursor: string | null }> {
  const { tenantId } = context;
  const head = selects(info, 'liveCursor') ? await context.load(heads, tenantId) : null;
  const page = await context.read(list);
  return { ...page, liveCursor: head === null ? null : liveCursor(tenantId, head.sequence) };
}

/** Read once for all lists of a request: an early cursor tells too much at most, and never too little. */
const heads: Finder<{ readonly id: string; readonly sequence: number }> = {
  aggregate: 'TenantHead',
  isId: () => true,
  find: async (db) => [{ id: db.tenantId, sequence: await tenantSequence(db) }],
};

/** Whether the field is selected directly below the one that is being resolved. */
export function selects({ fieldNodes, fragments }: GraphQLResolveInfo, name: string): boolean {
  const within = (set: SelectionSetNode | undefined): boolean =>
    (set?.selections ?? []).some((selection) => {
      if (selection.kind === Kind.FIELD) return selection.name.value === name;
      if (selection.kind === Kind.INLINE_FRAGMENT) return within(selection.selectionSet);
      return within(fragments[selection.name.value]?.selectionSet);
    });
  return fieldNodes.some(({ selectionSet }) => within(selectionSet));
}
