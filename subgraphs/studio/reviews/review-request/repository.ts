import { and, asc, eq, lte, not, type SQL, sql } from 'drizzle-orm';
import type { PgColumn } from 'drizzle-orm/pg-core';
import { LRUCache } from 'lru-cache';
import type { TenantDb } from '../../../../db/client.ts';
import {
  isOpen,
  isPending,
  openStatuses,
  reviewRequests as table,
} from '../../../../db/tables/studio/reviews.ts';
import {
  type Connection,
  keysetPage,
  type Order,
  type PageArguments,
} from '../../../kernel/page.ts';
import { type PagesByParent, pagesByParent } from '../../../kernel/pages-by-parent.ts';
import { inTenant, tenantRepository } from '../../../kernel/repository.ts';
import type { ReviewRequest, ReviewStatus } from './domain.ts';

/** Which reviews to list; what is null or not given does not restrict, but for `status`. */
export interface QueueFilter {
  readonly projectId?: string | null | undefined;
  /** The open ones when it is not given. */
  readonly status?: readonly ReviewStatus[] | null | undefined;
  readonly priority?: readonly ReviewRequest['priority'][] | null | undefined;
  readonly subjectType?: readonly ReviewRequest['subjectType'][] | null | undefined;
  readonly claimedByUserId?: string | null | undefined;
  readonly isOverdue?: boolean | null | undefined;
}

export interface QueueOrder {
  readonly field: 'PRIORITY' | 'SLA_DUE_AT' | 'CREATED_AT';
  readonly direction: 'ASC' | 'DESC';
}

export interface QueueQuery {
  readonly filter: QueueFilter;
  readonly orderBy: QueueOrder;
  /** What overdue is measured by. */
  readonly now: Date;
}

export const reviewRequests = tenantRepository<ReviewRequest>('ReviewRequest', table, {
  conflicts: { one_review_per_approval: { message: 'This approval has its review already.' } },
});

/**
 * A page of the tenant's reviews.
 *
 * @throws GraphQLError BAD_USER_INPUT when the page cannot be had.
 */
export function reviewQueue(
  db: TenantDb,
  { filter, orderBy, now }: QueueQuery,
  page: PageArguments,
): Promise<Connection<ReviewRequest>> {
  const where = conditions(filter, now);
  return keysetPage(db, { list: 'reviewQueue', table, where, order: order(orderBy), page });
}

const queuesOfProjects = new LRUCache<string, PagesByParent<ReviewRequest>>({ max: 500 });

/** The same below projects: one statement for all projects of a request that are asked the same. */
export function reviewQueueOfProjects(query: QueueQuery): PagesByParent<ReviewRequest> {
  const key = JSON.stringify(query);
  const known = queuesOfProjects.get(key);
  if (known) return known;
  const queue = pagesByParent({
    list: 'reviewQueueOfProject',
    table,
    parent: table.projectId,
    where: sql`${and(...conditions(query.filter, query.now))}`,
    order: order(query.orderBy),
  });
  queuesOfProjects.set(key, queue);
  return queue;
}

/** Pending reviews that the SLA has to act on, those that lapsed first before the others. */
export function lapsedReviews(db: TenantDb, now: Date, limit: number): Promise<ReviewRequest[]> {
  return db.db
    .select()
    .from(table)
    .where(inTenant(db, table, isPending, lte(table.lapsesAt, now)))
    .orderBy(asc(table.lapsesAt), asc(table.id))
    .limit(limit);
}

/** The review that decides an approval; undefined until it is raised. */
export async function reviewOfApproval(
  db: TenantDb,
  approvalRequestId: string,
): Promise<ReviewRequest | undefined> {
  const [review] = await db.db
    .select()
    .from(table)
    .where(inTenant(db, table, eq(table.approvalRequestId, approvalRequestId)));
  return review;
}

/** The most urgent has the lowest rank: descending priority is ascending rank, and the soonest due first. */
function order({ field, direction }: QueueOrder): readonly Order[] {
  const opposite = direction === 'ASC' ? 'DESC' : 'ASC';
  const columns = {
    PRIORITY: [table.priorityRank, table.slaDueAt],
    SLA_DUE_AT: [table.slaDueAt],
    CREATED_AT: [table.createdAt],
  }[field];
  const actual = field === 'PRIORITY' ? opposite : direction;
  return [...columns, table.id].map((column) => ({ column, direction: actual }));
}

function conditions(filter: QueueFilter, now: Date): readonly (SQL | undefined)[] {
  const isOverdue = sql`(${isOpen} and ${lte(table.slaDueAt, now)})`;
  return [
    statusCondition(filter.status ?? openStatuses),
    among(table.priority, filter.priority),
    among(table.subjectType, filter.subjectType),
    identified(table.projectId, filter.projectId),
    identified(table.claimedByUserId, filter.claimedByUserId),
    filter.isOverdue === true ? isOverdue : undefined,
    filter.isOverdue === false ? not(isOverdue) : undefined,
  ];
}

/** Says `isOpen` wherever it is true, since the open reviews have indexes of their own. */
function statusCondition(statuses: readonly ReviewStatus[]): SQL | undefined {
  const isAllOpen = statuses.every((status) => openStatuses.includes(status));
  if (statuses === openStatuses) return isOpen;
  return and(isAllOpen ? isOpen : undefined, among(table.status, statuses));
}

/** One text for any number of values, so that it is prepared once. */
function among(column: PgColumn, values: readonly string[] | null | undefined): SQL | undefined {
  return values ? sql`${column} = any(${sql.param([...values])}::text[])` : undefined;
}

/** What cannot be an id at all is nobody's. */
export function identified(column: PgColumn, id: string | null | undefined): SQL | undefined {
  if (id === null || id === undefined) return undefined;
  return reviewRequests.isId(id) ? eq(column, id) : sql`false`;
}
