import { asc, getTableColumns, gte, lt, lte, sql } from 'drizzle-orm';
import type { PgColumn } from 'drizzle-orm/pg-core';
import type { TenantDb } from '../../../../db/client.ts';
import { reviewDecisions as table } from '../../../../db/tables/studio/reviews.ts';
import { type Connection, keysetPage, type PageArguments } from '../../../kernel/page.ts';
import { type Finder, inTenant, recordRepository } from '../../../kernel/repository.ts';
import { identified } from '../review-request/repository.ts';
import type { ReviewDecision } from './domain.ts';

export interface DecisionFilter {
  readonly reviewRequestId?: string | null | undefined;
  readonly reviewerUserId?: string | null | undefined;
  /** The first moment that is wanted. */
  readonly decidedFrom?: Date | null | undefined;
  /** The first moment that is not wanted any more. */
  readonly decidedBefore?: Date | null | undefined;
}

export const reviewDecisions = recordRepository<ReviewDecision>('ReviewDecision', table, {
  conflicts: {
    superseded_once: { message: 'This decision is superseded by another already.' },
    one_terminal_decision: { message: 'This review has its decision already.' },
  },
});

/** Audit: the tenant's decisions, the latest first. */
export function decisionsPage(
  db: TenantDb,
  filter: DecisionFilter,
  page: PageArguments,
): Promise<Connection<ReviewDecision>> {
  const { decidedFrom, decidedBefore } = filter;
  const where = [
    identified(table.reviewRequestId, filter.reviewRequestId),
    identified(table.reviewerUserId, filter.reviewerUserId),
    decidedFrom ? gte(table.decidedAt, decidedFrom) : undefined,
    decidedBefore ? lt(table.decidedAt, decidedBefore) : undefined,
  ];
  const order = [{ column: table.decidedAt, direction: 'DESC' as const }];
  return keysetPage(db, { list: 'reviewDecisions', table, where, order, page });
}

interface DecisionsOfReview {
  /** Of the review. */
  readonly id: string;
  readonly decisions: readonly ReviewDecision[];
}
const mostDecisions = 50;

/** The latest 50 decisions of each review, the earliest of them first; one statement for all reviews. */
export const decisionsOfReviews: Finder<DecisionsOfReview> = {
  aggregate: 'ReviewDecision',
  isId: reviewDecisions.isId,
  async find(db, reviewRequestIds) {
    const place = sql<number>`row_number() over (partition by ${table.reviewRequestId}
      order by ${table.decidedAt} desc, ${table.id} desc)`.as('place');
    const placed = db.db
      .select({ ...getTableColumns(table), place })
      .from(table)
      .where(inTenant(db, table, among(table.reviewRequestId, reviewRequestIds)))
      .as('placed');
    const rows = await db.db
      .select()
      .from(placed)
      .where(lte(placed.place, mostDecisions))
      .orderBy(asc(placed.decidedAt), asc(placed.id));
    return reviewRequestIds.map((id) => ({
      id,
      decisions: rows.filter((decision) => decision.reviewRequestId === id),
    }));
  },
};

interface Successor {
  /** Of the decision that is superseded. */
  readonly id: string;
  readonly successor: ReviewDecision;
}

/** The decision that supersedes each decision; those that none supersedes are left out. */
export const successors: Finder<Successor> = {
  aggregate: 'ReviewDecision',
  isId: reviewDecisions.isId,
  async find(db, ids) {
    const isSuccessor = among(table.supersedesDecisionId, ids);
    const rows = await db.db
      .select()
      .from(table)
      .where(inTenant(db, table, isSuccessor));
    return rows.flatMap((successor) => {
      const id = successor.supersedesDecisionId;
      return id === null ? [] : [{ id, successor }];
    });
  },
};

function among(column: PgColumn, ids: readonly string[]) {
  return sql`${column} = any(${sql.param([...ids])}::uuid[])`;
}
