import { and, asc, eq, lte, not, type SQL, sql } from 'drizzle-orm';
import type { PgColumn } from 'drizzle-orm/pg-core';
import type { TenantDb } from '../../../../db/client.ts';
import {
  isOpen,
  isPending,
  openStatuses,
  reviewRequests as table,
} from '../../../../db/tables/studio/reviews.ts';
import { type Connection, keysetPage, type PageArguments } from '../../../kernel/page.ts';
import { pagesByParentWith } from '../../../kernel/pages-by-parent.ts';
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

export const reviewRequests = tenantRepository<ReviewRequest>('ReviewRequest', table, {
  conflicts: { one_review_per_approval: { message: 'This approval has its review already.' } },
});

/**
 * A page of the tenant's reviews.
 *
 * @param query - `now` is what overdue is measured by.
 * @throws GraphQLError BAD_USER_INPUT when the page cannot be had.
 */
export function reviewQueue(
  db: TenantDb,
  query: { readonly filter: QueueFilter; readonly orderBy: QueueOrder; readonly now: Date },
  page: PageArguments,
): Promise<Connection<ReviewRequest>> {
  const where = conditions(query.filter, query.now);
  return keysetPage(db, { list: 'reviewQueue', table, where, order: order(query.orderBy), page });
}

/** A page of the reviews of a project; those of all projects of a request are read in one statement. */
export const reviewsOfProject = pagesByParentWith(
  ({ filter, orderBy }: { filter: QueueFilter; orderBy: QueueOrder }, { now }) => ({
    list: `reviewsOfProject:${orderBy.field}:${orderBy.direction}`,
    table,
    parent: table.projectId,
    where: and(...conditions({ ...filter, projectId: null }, now)),
    order: order(orderBy),
  }),
);

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
function order({ field, direction }: QueueOrder) {
  const opposite = direction === 'ASC' ? ('DESC' as const) : ('ASC' as const);
  const along = (way: 'ASC' | 'DESC', ...columns: readonly PgColumn[]) =>
    [...columns, table.id].map((column) => ({ column, direction: way }));
  if (field === 'SLA_DUE_AT') return along(direction, table.slaDueAt);
  if (field === 'CREATED_AT') return along(direction, table.createdAt);
  return along(opposite, table.priorityRank, table.slaDueAt);
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
