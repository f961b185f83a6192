import type pg from 'pg';
import { systemActor } from './authority.ts';
import type { Services } from './context.ts';
import { type Consumer, createConsumer } from './events/consumer.ts';
import type { Envelope } from './events/envelope.ts';
import type { EventSource } from './events/source.ts';
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
 * once. What it throws parks the event: refusals that are to be expected it handles itself.
 */
export type Reaction = (event: Envelope, work: Work) => Promise<void>;

/**
 * Rows that are derived from another subgraph's events alone, so that they can be thrown away and read anew from
 * the beginning of its log. A consumer of its own, since its checkpoint is sent back without the others.
 */
export interface Projection extends Reactions {
  readonly name: string;
  /** The tables that hold it and nothing else, with their schemas. */
  readonly tables: readonly string[];
}

/** The names of consumers; once in use, they stay. */
export const consumerOf = {
  reactions: ({ from }: Reactions) => `reactions:${from}`,
  projection: ({ name }: Pick<Projection, 'name'>) => `projection:${name}`,
};

/** The consumer that reacts to each event in turn, from where it left off. */
export function reactTo(
  name: string,
  { on }: Reactions,
  source: EventSource,
  services: Services,
  app: pg.Pool,
  log: Logger,
): Consumer {
  const { database, spine, clock } = services;
  return createConsumer({
    name,
    source,
    database,
    app,
    clock,
    log,
    onCommit: () => spine.poke(),
    async effect(tx, events) {
      for (const { event } of events) {
        const cause = {
          actor: systemActor,
          now: clock(),
          traceId: event.traceId,
          correlationId: event.correlationId,
          causationId: event.eventId,
        };
        await on[event.eventType]?.(event, openWork(tx, cause));
      }
    },
  });
}

/** What to do with each event of another subgraph, its payload typed by the contract it was published under. */
export type Handlers<Events> = {
  readonly [Type in keyof Events]?: (
    payload: Events[Type],
    work: Work,
    event: Envelope,
  ) => Promise<void>;
};

/**
 * Names what is done when something has happened in a subgraph.
 *
 * The payload is trusted: it comes from our own log, and a published payload is only ever added to.
 */
export function reactions<Events>(from: string, handlers: Handlers<Events>): Reactions {
  const on = Object.entries(
    handlers as Record<string, Handlers<Record<string, unknown>>[string]>,
  ).map(([type, handle]): [string, Reaction] => [
    type,
    async (event, work) => handle?.(event.payload, work, event),
  ]);
  return { from, on: Object.fromEntries(on) };
}
