import { systemActor } from './authority.ts';
import type { Services } from './context.ts';
import { type FeedSource, startConsumer } from './events/consumer.ts';
import type { Envelope } from './events/envelope.ts';
import type { Logger } from './log.ts';
import { openWork, type Work } from './work.ts';

/** What a subgraph does when something has happened: event type to command, a line each. */
export interface Reactions {
  /** The subgraph whose log is read; its own, when contexts of one subgraph meet. */
  readonly from: string;
  readonly on: Readonly<Record<string, Reaction>>;
}

/**
 * Works in the event's tenant. Its effect and the note that the event is done commit together, so it happens
 * once. What it throws parks the event: refusals it expects it must handle.
 */
export type Reaction = (event: Envelope, work: Work) => Promise<void>;

/** Reacts to each event in turn, from where it left off. */
export function startReactions(
  { from, on }: Reactions,
  feed: FeedSource,
  services: Services,
  log: Logger,
): { stop(): Promise<void> } {
  const { database, spine, clock } = services;
  return startConsumer({
    name: `reactions:${from}`,
    feed,
    types: Object.keys(on),
    database,
    log,
    async apply(tx, event) {
      const cause = {
        actor: systemActor,
        now: clock(),
        traceId: event.traceId,
        correlationId: event.correlationId,
        causationId: event.eventId,
      };
      await on[event.eventType]?.(event, openWork(tx, cause));
    },
    onApplied: () => spine.poke(),
  });
}
