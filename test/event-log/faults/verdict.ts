import { brokenLinks, type StoredEvent } from '../harness.ts';
import type { Projected } from '../projection.ts';

/** What is known after a run, from every side. */
export interface Evidence {
  /** Ids of the events whose commit was acknowledged. */
  readonly acknowledged: readonly string[];
  readonly log: readonly StoredEvent[];
  readonly accounts: readonly Account[];
  readonly projected: readonly Projected[];
  /** What each tenant's live subscriber was given, in that order. */
  readonly live: ReadonlyMap<string, readonly LiveDelivery[]>;
}
export interface Account {
  readonly tenantId: string;
  readonly id: string;
  readonly version: number;
}
export interface LiveDelivery {
  readonly sequence: number;
  readonly eventId: string;
}

/** How often each promise was broken. */
export type Verdict = Readonly<Record<keyof typeof promises, number>>;

const promises = {
  /** Acknowledged, and not in the log. */
  lostEvents: ({ acknowledged, log }: Evidence) => {
    const ids = new Set(log.map(({ eventId }) => eventId));
    return acknowledged.filter((id) => !ids.has(id)).length;
  },
  repeatedEvents: ({ log }: Evidence) =>
    log.length - new Set(log.map((event) => event.eventId)).size,
  positionGaps: ({ log }: Evidence) =>
    log.filter(({ position }, index) => position !== index + 1).length,
  sequenceGaps: ({ log }: Evidence) =>
    outOfStep(
      log,
      ({ tenantId }) => tenantId,
      ({ sequence }) => sequence,
    ),
  brokenLinks: ({ log }: Evidence) => brokenLinks(log).length,
  aggregateDisorder: ({ log }: Evidence) =>
    outOfStep(log, accountOf, ({ aggregateVersion }) => aggregateVersion),
  /** The state says something else than the events. */
  stateWithoutEvents: ({ log, accounts }: Evidence) => {
    const versions = countBy(log, accountOf);
    return accounts.filter(
      ({ tenantId, id, version }) => versions.get(`${tenantId} ${id}`) !== version,
    ).length;
  },
  /** Effects that a consumer had more or less often than once. */
  wrongEffects: ({ log, projected }: Evidence) => {
    const wanted = countBy(log, accountOf);
    const had = new Map(
      projected.map(({ tenantId, id, effects }) => [`${tenantId} ${id}`, effects]),
    );
    return [...wanted].reduce(
      (sum, [key, count]) => sum + Math.abs(count - (had.get(key) ?? 0)),
      0,
    );
  },
  consumerDisorder: ({ projected }: Evidence) =>
    projected.reduce((sum, { disorder }) => sum + disorder, 0),
  /** Live events that are missing, come twice, or come out of order. */
  wrongDeliveries: ({ log, live }: Evidence) => {
    const lengths = countBy(log, ({ tenantId }) => tenantId);
    return [...lengths].reduce((sum, [tenantId, length]) => {
      const given = live.get(tenantId) ?? [];
      const misplaced = given.filter(({ sequence }, index) => sequence !== index + 1).length;
      return sum + misplaced + Math.abs(length - given.length);
    }, 0);
  },
  /** Live events that the log gave to another event afterwards. */
  falseDeliveries: ({ log, live }: Evidence) => {
    const truth = new Map(
      log.map(({ tenantId, sequence, eventId }) => [`${tenantId} ${sequence}`, eventId]),
    );
    return [...live].reduce(
      (sum, [tenantId, given]) =>
        sum +
        given.filter(({ sequence, eventId }) => truth.get(`${tenantId} ${sequence}`) !== eventId)
          .length,
      0,
    );
  },
};

export function judge(evidence: Evidence): Verdict {
  const counted = Object.entries(promises).map(([name, count]) => [name, count(evidence)]);
  return Object.fromEntries(counted);
}

export const kept = judge({
  acknowledged: [],
  log: [],
  accounts: [],
  projected: [],
  live: new Map(),
});

function accountOf({ tenantId, aggregateId }: StoredEvent): string {
  return `${tenantId} ${aggregateId}`;
}

function countBy(
  events: readonly StoredEvent[],
  key: (event: StoredEvent) => string,
): Map<string, number> {
  const counts = new Map<string, number>();
  for (const event of events) counts.set(key(event), (counts.get(key(event)) ?? 0) + 1);
  return counts;
}

/** How many numbers do not follow the one before of the same key. */
function outOfStep(
  events: readonly StoredEvent[],
  key: (event: StoredEvent) => string,
  number: (event: StoredEvent) => number,
): number {
  const last = new Map<string, number>();
  return events.filter((event) => {
    const expected = (last.get(key(event)) ?? 0) + 1;
    last.set(key(event), number(event));
    return number(event) !== expected;
  }).length;
}
