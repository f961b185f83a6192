import { v7 as uuidv7 } from 'uuid';
import type { TenantTx } from '../../db/client.ts';
import type { Actor } from './authority.ts';
import { type Change, DomainError } from './domain.ts';
import type { Envelope } from './events/envelope.ts';
import { appendEvents } from './events/outbox.ts';
import type { Aggregate, Entry, Finder, RecordRepository, Repository } from './repository.ts';

/** A fact as a command tells it. What is not `type` becomes the payload of its envelope. */
export interface DomainEvent {
  readonly type: string;
  readonly projectId?: string | null;
  readonly moduleId?: string | null;
}

/** Who causes a change, when, and as part of what. */
export interface Cause {
  readonly actor: Actor;
  readonly now: Date;
  readonly traceId: string;
  readonly correlationId: string;
  /** eventId of the direct cause; null at the root. */
  readonly causationId: string | null;
}

/**
 * One transaction of one tenant. All that is done through it commits together, or not at all.
 *
 * The changed row is locked before its events enter the outbox: that makes the order of an aggregate's
 * events in the log the order of its versions.
 */
export interface Work extends Cause {
  readonly tenantId: string;
  readonly tx: TenantTx;
  newId(): string;
  /** @throws DomainError NOT_FOUND when it is missing or another tenant's. */
  find<State extends { readonly id: string }>(finder: Finder<State>, id: string): Promise<State>;
  /**
   * Loads and holds an aggregate, lets the command decide, saves what it yields and appends its events.
   * A command that yields no events changes nothing.
   *
   * @throws DomainError NOT_FOUND, or STALE_VERSION when the mutation expected another version.
   */
  change<State extends Aggregate, Event extends DomainEvent>(
    repository: Repository<State>,
    id: string,
    command: (state: State) => Change<State, Event>,
  ): Promise<State>;
  /** Saves a new aggregate and appends its events. */
  create<State extends Aggregate, Event extends DomainEvent>(
    repository: Repository<State>,
    creation: Change<State, Event>,
  ): Promise<State>;
  /** Saves a record that is never changed again, and appends its events, if any. */
  append<State extends Entry, Event extends DomainEvent>(
    repository: RecordRepository<State>,
    creation: Change<State, Event>,
  ): Promise<State>;
}

/**
 * @param expectedVersion - what the first aggregate that is changed must be at; null accepts any.
 */
export function openWork(tx: TenantTx, cause: Cause, expectedVersion: number | null = null): Work {
  let expected = expectedVersion;

  const publish = async (
    repository: Finder<unknown> & Pick<RecordRepository<unknown>, 'alsoTell'>,
    subject: { readonly id: string; readonly projectId?: unknown; readonly moduleId?: unknown },
    version: number,
    events: readonly DomainEvent[],
  ) => {
    const told = events.map((event, index) =>
      seal(repository, subject, version + index + 1, event),
    );
    await appendEvents(tx, told);
    await repository.alsoTell?.(tx, told);
  };

  const seal = (
    finder: Finder<unknown>,
    subject: { readonly id: string; readonly projectId?: unknown; readonly moduleId?: unknown },
    aggregateVersion: number,
    { type, ...payload }: DomainEvent,
  ): Envelope => ({
    eventId: uuidv7(),
    eventType: type,
    schemaVersion: 1,
    tenantId: tx.tenantId,
    projectId: textOrNull(payload.projectId ?? subject.projectId),
    moduleId: textOrNull(payload.moduleId ?? subject.moduleId),
    aggregateType: finder.aggregate,
    aggregateId: subject.id,
    aggregateVersion,
    traceId: cause.traceId,
    correlationId: cause.correlationId,
    causationId: cause.causationId,
    actorId: cause.actor.userId,
    occurredAt: cause.now.toISOString(),
    payload,
  });

  return {
    ...cause,
    tenantId: tx.tenantId,
    tx,
    newId: () => uuidv7(),

    async find(finder, id) {
      const [state] = finder.isId(id) ? await finder.find(tx, [id]) : [];
      return state ?? missing(finder);
    },

    async change(repository, id, command) {
      const state = repository.isId(id) ? await repository.lock(tx, id) : undefined;
      if (!state) return missing(repository);
      assertVersion(repository, state, expected);
      expected = null;
      const { state: next, events } = command(state);
      if (events.length === 0) return state;
      const saved = { ...next, version: state.version + events.length, updatedAt: cause.now };
      await repository.save(tx, saved, state.version);
      await publish(repository, saved, state.version, events);
      return saved;
    },

    async create(repository, { state, events }) {
      const saved = { ...state, version: events.length };
      await repository.insert(tx, saved);
      await publish(repository, saved, 0, events);
      return saved;
    },

    async append(repository, { state, events }) {
      await repository.insert(tx, state);
      await publish(repository, state, 0, events);
      return state;
    },
  };
}

function assertVersion(
  repository: Finder<unknown>,
  state: Aggregate,
  expected: number | null,
): void {
  if (expected === null || state.version === expected) return;
  throw new DomainError(
    'STALE_VERSION',
    `This ${spoken(repository)} is at version ${state.version}, not ${expected}; read it again.`,
    'expectedVersion',
  );
}

function missing(finder: Finder<unknown>): never {
  throw new DomainError('NOT_FOUND', `There is no such ${spoken(finder)}.`);
}

/** 'ReviewRequest' as a sentence names it: 'review request'. */
function spoken({ aggregate }: Finder<unknown>): string {
  return aggregate.replaceAll(/(?<=[a-z])(?=[A-Z])/g, ' ').toLowerCase();
}

function textOrNull(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}
