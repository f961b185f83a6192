import { sql } from 'drizzle-orm';
import {
  boolean,
  check,
  customType,
  index,
  pgSchema,
  primaryKey,
  smallint,
  text,
  uuid,
} from 'drizzle-orm/pg-core';
import type {
  ApprovalStatus,
  ApprovalSubjectType,
  Priority,
} from '../../../subgraphs/control-plane/governance/approval-request/domain.ts';
import type {
  ApprovalForum,
  ApprovalTimeout,
  DecidingRole,
} from '../../../subgraphs/control-plane/governance/approval-terms/domain.ts';
import type { ApprovalVote } from '../../../subgraphs/control-plane/governance/approval-vote/domain.ts';
import { aggregate, moment, oneOf } from '../columns.ts';

export const governanceSchema = pgSchema('governance');

/** At most ten grants and a rejection, so they live in the approval's row. JSON has no dates: there they are text. */
const approvalVotes = customType<{
  data: readonly ApprovalVote[];
  driverData: readonly (Omit<ApprovalVote, 'decidedAt'> & { readonly decidedAt: string })[];
}>({
  dataType: () => 'jsonb',
  toDriver: (votes) => sql`${JSON.stringify(votes)}::jsonb`,
  fromDriver: (votes) => votes.map((vote) => ({ ...vote, decidedAt: new Date(vote.decidedAt) })),
});

export const approvalRequests = governanceSchema.table(
  'approval_requests',
  {
    ...aggregate(),
    policyDecisionId: uuid(),
    projectId: uuid().notNull(),
    subjectType: text().$type<ApprovalSubjectType>().notNull(),
    subjectId: text().notNull(),
    action: text().notNull(),
    priority: text().$type<Priority>().notNull(),
    requestedByUserId: uuid().notNull(),
    requiredRole: text().$type<DecidingRole>().notNull(),
    requiredApprovals: smallint().notNull(),
    decisions: approvalVotes().notNull(),
    decidedIn: text().$type<ApprovalForum>().notNull(),
    reviewRequestId: uuid(),
    status: text().$type<ApprovalStatus>().notNull(),
    onTimeout: text().$type<ApprovalTimeout>().notNull(),
    expiresAt: moment(),
    overrideNoted: boolean().notNull(),
    settledAt: moment(),
    traceId: text().notNull(),
    correlationId: text().notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.tenantId, table.id] }),
    index().on(table.tenantId, table.createdAt, table.id),
    index().on(table.tenantId, table.projectId, table.createdAt, table.id),
    index().on(table.tenantId, table.traceId),
    // Open approvals by their deadline: what the expiry job looks for.
    index('approval_requests_due')
      .on(table.tenantId, table.expiresAt, table.id)
      .where(sql`settled_at is null and expires_at is not null`),
    oneOf('approval_requests_subject_type', table.subjectType, [
      'ARTIFACT',
      'DECISION',
      'DEPLOYMENT_PROMOTION',
      'POLICY_EXCEPTION',
    ]),
    oneOf('approval_requests_priority', table.priority, ['LOW', 'NORMAL', 'HIGH', 'CRITICAL']),
    oneOf('approval_requests_required_role', table.requiredRole, [
      'SOLUTION_ARCHITECT',
      'PRODUCT_OWNER',
      'REVIEWER',
      'APPROVER',
    ]),
    oneOf('approval_requests_decided_in', table.decidedIn, ['STUDIO_REVIEW', 'CONTROL_PLANE']),
    oneOf('approval_requests_status', table.status, [
      'PENDING',
      'GRANTED',
      'REJECTED',
      'ESCALATED',
      'EXPIRED',
      'CANCELLED',
    ]),
    oneOf('approval_requests_on_timeout', table.onTimeout, ['ESCALATE', 'REJECT']),
    check('approval_requests_quorum', sql`required_approvals between 1 and 10`),
    check(
      'approval_requests_one_door',
      sql`case decided_in
        when 'STUDIO_REVIEW' then expires_at is null and required_approvals = 1
        else expires_at is not null and review_request_id is null end`,
    ),
    check(
      'approval_requests_settled_at',
      sql`(status in ('PENDING', 'ESCALATED')) = (settled_at is null)`,
    ),
  ],
);
