import DataLoader from 'dataloader';
import { v7 as uuidv7 } from 'uuid';
import type { Database, TenantDb } from '../../db/client.ts';
import type { Waiting } from '../../db/waiting.ts';
import { type Actor, isWithinScopes, may, type Permission } from './authority.ts';
import { asReadRefusal, refusal } from './errors.ts';
import type { Spine } from './events/spine.ts';
import type { Finder } from './repository.ts';
import type { Scope } from './scope/scope.ts';

/** What a subgraph hands to every request. */
export interface Services {
  readonly database: Database;
  readonly spine: Spine;
  readonly clock: () => Date;
  /** Every tenant that ever did something in this database, for sweeps. */
  tenants(): Promise<readonly string[]>;
}

/** What resolvers see of a request. */
export interface Context {
  readonly services: Services;
  /** @throws GraphQLError FORBIDDEN for a token that names no tenant. */
  readonly tenantId: string;
  readonly actor: Actor;
  readonly traceId: string;
  readonly correlationId: string;
  /** Until when somebody waits for the answer. */
  readonly waiting: Waiting;
  /** The moment the request came in, or the event of a subscription; all of it happens at this one time. */
  readonly now: Date;
  /** The cursor behind which a subscription goes on that was broken off; it wins over the argument. */
  readonly resumeAfter: string | null;
  newId(): string;
  /** Finds by id, batched within the request. What is missing, malformed or another tenant's is null. */
  load<State extends { readonly id: string }>(
    finder: Finder<State>,
    id: string,
  ): Promise<State | null>;
  /** Runs a query as the caller's tenant. */
  read<Result>(query: (db: TenantDb) => Promise<Result>): Promise<Result>;
  /** @throws GraphQLError FORBIDDEN when no grant covers it. */
  authorize(permission: Permission, projectId: string | null): void;
  /** Forgets what was loaded, after a mutation has changed it. */
  forget(): void;
  /** Begins another moment, for the next event of a subscription: nothing is loaded, and it is later. */
  renew(): void;
}

export interface ContextOptions {
  readonly resumeAfter?: string | undefined;
  /** The deadline of the scope where it is not given. */
  readonly waiting?: Waiting;
}

/** Makes the context of one request from its verified scope. */
export function createContext(
  services: Services,
  scope: Scope,
  options: ContextOptions = {},
): Context {
  return new RequestContext(services, scope, options);
}

/** A class, since an object with getters of its own would get a hidden class of its own from V8, for each request. */
class RequestContext implements Context {
  readonly services: Services;
  readonly actor: Actor;
  readonly traceId: string;
  readonly correlationId: string;
  readonly waiting: Waiting;
  readonly resumeAfter: string | null;
  now: Date;
  readonly #tenantId: string | null;
  readonly #loaders = new Map<Finder<unknown>, DataLoader<string, unknown>>();
  #reader: TenantDb | undefined;

  constructor(services: Services, scope: Scope, options: ContextOptions) {
    const { resumeAfter = null, waiting = { deadlineAt: scope.deadlineAt } } = options;
    this.services = services;
    this.actor = scope.actor;
    this.traceId = scope.traceId;
    this.correlationId = scope.correlationId;
    this.waiting = waiting;
    this.resumeAfter = resumeAfter;
    this.now = services.clock();
    this.#tenantId = scope.tenantId;
  }

  get tenantId(): string {
    if (this.#tenantId !== null) return this.#tenantId;
    throw refusal('FORBIDDEN', 'This needs a token that names a tenant.');
  }

  newId(): string {
    return uuidv7();
  }

  async load<State extends { readonly id: string }>(
    finder: Finder<State>,
    id: string,
  ): Promise<State | null> {
    if (!finder.isId(id)) return null;
    if (this.#tenantId !== null && !mayReadAtAll(this.actor)) return null;
    const loader = this.#loaders.get(finder) ?? openLoader(this, finder);
    this.#loaders.set(finder, loader);
    // The map pairs each finder with a loader of its own states.
    return (await loader.load(id)) as never;
  }

  async read<Result>(query: (db: TenantDb) => Promise<Result>): Promise<Result> {
    const { tenantId } = this;
    if (!mayReadAtAll(this.actor)) {
      throw refusal('FORBIDDEN', 'Your token leaves you nothing to read.');
    }
    try {
      this.#reader ??= this.services.database.reader(tenantId, this.waiting);
      return await query(this.#reader);
    } catch (error) {
      throw asReadRefusal(error);
    }
  }

  authorize(permission: Permission, projectId: string | null): void {
    if (may(this.actor, permission, projectId)) return;
    throw refusal(
      'FORBIDDEN',
      `This needs the permission ${permission}, which you do not hold here.`,
    );
  }

  forget(): void {
    this.#loaders.clear();
  }

  renew(): void {
    this.forget();
    this.now = this.services.clock();
  }
}

/**
 * Whether the caller holds any role here and its token leaves it any reading. What in particular it may read is
 * for the resolvers to ask; this is what holds where one forgets.
 */
function mayReadAtAll(actor: Actor): boolean {
  const reads: readonly Permission[] = ['tenant:read', 'telemetry:read', 'cost:read'];
  return (
    actor.kind === 'SYSTEM' ||
    (actor.grants.length > 0 && reads.some((permission) => isWithinScopes(actor, permission)))
  );
}

function openLoader(
  context: Context,
  finder: Finder<{ readonly id: string }>,
): DataLoader<string, unknown> {
  return new DataLoader(
    async (ids) => {
      const found = await context.read((db) => finder.find(db, ids));
      const byId = new Map(found.map((state) => [state.id, state]));
      return ids.map((id) => byId.get(id) ?? null);
    },
    { maxBatchSize: 1_000 },
  );
}
