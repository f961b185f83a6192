import { sql } from 'drizzle-orm';
import {
  boolean,
  check,
  customType,
  foreignKey,
  index,
  integer,
  jsonb,
  pgSchema,
  primaryKey,
  text,
  unique,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core';
import type { ChangeRequestItem } from '../../../subgraphs/studio/reviews/change-request-item/domain.ts';
import type { ReviewSubjectType } from '../../../subgraphs/studio/reviews/new-review/domain.ts';
import type {
  Decision,
  DecisionCondition,
} from '../../../subgraphs/studio/reviews/review-decision/domain.ts';
import type { ReviewStatus } from '../../../subgraphs/studio/reviews/review-request/domain.ts';
import type { ReviewRole } from '../../../subgraphs/studio/reviews/reviewer/domain.ts';
import type { Priority } from '../../../subgraphs/studio/reviews/sla-window/domain.ts';
import { aggregate, moment, oneOf, tenantId } from '../columns.ts';

export const reviews = pgSchema('reviews');

const subjectTypes: readonly ReviewSubjectType[] = [
  'ARTIFACT',
  'DECISION',
  'DEPLOYMENT_PROMOTION',
  'POLICY_EXCEPTION',
];
const roles: readonly ReviewRole[] = [
  'SOLUTION_ARCHITECT',
  'PRODUCT_OWNER',
  'REVIEWER',
  'APPROVER',
];
/** The most urgent first: its place is the rank, so that rank and due time rise together in one index. */
const priorities: readonly Priority[] = ['CRITICAL', 'HIGH', 'NORMAL', 'LOW'];
export const openStatuses: readonly ReviewStatus[] = [
  'PENDING',
  'IN_REVIEW',
  'CHANGES_REQUESTED',
  'ESCALATED',
];
const finalStatuses: readonly ReviewStatus[] = ['APPROVED', 'REJECTED', 'OVERRIDDEN', 'EXPIRED'];
const decisions: readonly Decision[] = ['APPROVED', 'REJECTED', 'CHANGES_REQUESTED', 'OVERRIDDEN'];

const quoted = (values: readonly string[]) => `'${values.join("', '")}'`;

/** What the partial indexes hold; a query must say the same in order to be served by them. */
export const isOpen = sql.raw(`status in (${quoted(openStatuses)})`);
export const isPending = sql.raw(`status = 'PENDING'`);

export const reviewRequests = reviews.table(
  'review_requests',
  {
    ...aggregate(),
    projectId: uuid().notNull(),
    subjectType: text().$type<ReviewSubjectType>().notNull(),
    subjectId: text().notNull(),
    subjectVersion: integer().notNull(),
    previewSessionId: uuid(),
    raisedByUserId: uuid().notNull(),
    requiredRole: text().$type<ReviewRole>(),
    priority: text().$type<Priority>().notNull(),
    /** From 1, the most urgent. */
    priorityRank: integer()
      .notNull()
      .generatedAlwaysAs(sql.raw(`array_position(array[${quoted(priorities)}], priority)`)),
    status: text().$type<ReviewStatus>().notNull(),
    claimedByUserId: uuid(),
    slaRaisedAt: moment().notNull(),
    slaDueAt: moment().notNull(),
    lapsesAt: moment().notNull(),
    changeRequestItems: jsonb().$type<readonly ChangeRequestItem[]>().notNull(),
    escalationReason: text(),
    approvalRequestId: uuid(),
    traceId: text().notNull(),
    correlationId: text().notNull(),
  },
  (table) => {
    const { tenantId, projectId, priorityRank, slaDueAt, id } = table;
    return [
      primaryKey({ columns: [tenantId, id] }),
      unique('one_review_per_approval').on(tenantId, table.approvalRequestId),
      oneOf('subject_type_is_known', table.subjectType, subjectTypes),
      oneOf('required_role_is_known', table.requiredRole, roles),
      oneOf('priority_is_known', table.priority, priorities),
      oneOf('status_is_known', table.status, [...openStatuses, ...finalStatuses]),
      check('subject_version_is_positive', sql`subject_version >= 1`),
      check('trace_id_is_w3c', sql`trace_id ~ '^[0-9a-f]{32}$'`),
      check(
        'claimed_while_and_after_evaluation',
        sql`(claimed_by_user_id is not null) =
          (status in ('IN_REVIEW', 'CHANGES_REQUESTED', 'APPROVED', 'REJECTED'))`,
      ),
      index('queue_by_priority').on(tenantId, priorityRank, slaDueAt, id).where(isOpen),
      index('project_queue_by_priority')
        .on(tenantId, projectId, priorityRank, slaDueAt, id)
        .where(isOpen),
      index('claimer_queue_by_priority')
        .on(tenantId, table.claimedByUserId, priorityRank, slaDueAt, id)
        .where(isOpen),
      index('queue_by_sla_due_at').on(tenantId, slaDueAt, id).where(isOpen),
      index('reviews_by_priority').on(tenantId, priorityRank, slaDueAt, id),
      index('reviews_by_sla_due_at').on(tenantId, slaDueAt, id),
      index('reviews_by_created_at').on(tenantId, table.createdAt, id),
      index('pending_by_lapse').on(tenantId, table.lapsesAt, id).where(isPending),
    ];
  },
);

type StoredCondition = { readonly text: string; readonly mustResolveBefore: string };
/** JSON in which the times are times again when it is read. */
const conditions = customType<{
  data: readonly DecisionCondition[];
  driverData: string | readonly StoredCondition[];
}>({
  dataType: () => 'jsonb',
  toDriver: (value) => JSON.stringify(value),
  fromDriver(stored) {
    const found: readonly StoredCondition[] =
      typeof stored === 'string' ? JSON.parse(stored) : stored;
    return found.map(({ text, mustResolveBefore }) => ({
      text,
      mustResolveBefore: new Date(mustResolveBefore),
    }));
  },
});

/**
 * Append-only. That a request has at most one decision for a terminal outcome that is not superseded holds by
 * keys alone: one such record supersedes nothing, each is superseded once at most, and only by one of the same
 * review and the same decision.
 */
export const reviewDecisions = reviews.table(
  'review_decisions',
  {
    tenantId: tenantId(),
    id: uuid().notNull(),
    reviewRequestId: uuid().notNull(),
    decision: text().$type<Decision>().notNull(),
    reviewerUserId: uuid().notNull(),
    rationale: text(),
    conditions: conditions().notNull(),
    isOverride: boolean().notNull(),
    supersedesDecisionId: uuid(),
    decidedAt: moment().notNull(),
    traceId: text().notNull(),
    correlationId: text().notNull(),
  },
  (table) => {
    const { tenantId, id, reviewRequestId, decision, supersedesDecisionId, decidedAt } = table;
    return [
      primaryKey({ columns: [tenantId, id] }),
      foreignKey({
        name: 'decides_a_review_of_its_tenant',
        columns: [tenantId, reviewRequestId],
        foreignColumns: [reviewRequests.tenantId, reviewRequests.id],
      }),
      unique('decision_of_review').on(tenantId, reviewRequestId, decision, id),
      foreignKey({
        name: 'supersedes_its_like',
        columns: [tenantId, reviewRequestId, decision, supersedesDecisionId],
        foreignColumns: [tenantId, reviewRequestId, decision, id],
      }),
      unique('superseded_once').on(tenantId, supersedesDecisionId),
      uniqueIndex('one_terminal_decision')
        .on(tenantId, reviewRequestId)
        .where(sql`supersedes_decision_id is null and decision <> 'CHANGES_REQUESTED'`),
      oneOf('decision_is_known', decision, decisions),
      check('supersedes_another', sql`supersedes_decision_id <> id`),
      check('override_is_marked', sql`is_override = (decision = 'OVERRIDDEN')`),
      check(
        'rationale_is_given',
        sql`rationale is not null or decision not in ('REJECTED', 'OVERRIDDEN')`,
      ),
      index('decisions_by_review').on(tenantId, reviewRequestId, decidedAt, id),
      index('decisions_by_time').on(tenantId, decidedAt, id),
      index('decisions_by_reviewer').on(tenantId, table.reviewerUserId, decidedAt, id),
    ];
  },
);

/** The hours that tenants have set for reviews, read from the Control Plane's events: a projection. */
export const slaHours = reviews.table(
  'sla_hours',
  {
    tenantId: tenantId(),
    priority: text().$type<Priority>().notNull(),
    hours: integer().notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.tenantId, table.priority] }),
    oneOf('sla_hours_priority_is_known', table.priority, priorities),
  ],
);
