import type { Context } from '../../../kernel/context.ts';
import { DomainError } from '../../../kernel/domain.ts';
import { type LiveUpdate, liveUpdates, withLiveCursor } from '../../../kernel/live.ts';
import { decisionHours, mutation } from '../../../kernel/mutation.ts';
import type { Resolvers, ReviewEventType } from '../../generated.ts';
import { decide } from '../commands.ts';
import { decisionsOfReviews } from '../review-decision/repository.ts';
import {
  approve,
  claim,
  escalate,
  isOverdue,
  override,
  reject,
  requestChanges,
  requestReview,
  resolveChangeRequestItem,
  submitRevision,
} from './domain.ts';
import { reviewQueue, reviewRequests } from './repository.ts';

const queueEvents: Readonly<Record<string, ReviewEventType>> = {
  ReviewRequested: 'REVIEW_REQUESTED',
  ReviewClaimed: 'REVIEW_CLAIMED',
  ChangesRequested: 'CHANGES_REQUESTED',
  ReviewChangeItemResolved: 'REVIEW_CHANGE_ITEM_RESOLVED',
  ReviewRevisionSubmitted: 'REVIEW_REVISION_SUBMITTED',
  ReviewEscalated: 'REVIEW_ESCALATED',
  ReviewApproved: 'REVIEW_APPROVED',
  ReviewRejected: 'REVIEW_REJECTED',
  AgentDecisionOverridden: 'AGENT_DECISION_OVERRIDDEN',
  ReviewExpired: 'REVIEW_EXPIRED',
};
const reviewEvents = {
  ...queueEvents,
  ReviewDecisionRecorded: 'REVIEW_DECISION_RECORDED',
} as const;
const kept = { keptForHours: decisionHours };

export const resolvers: Resolvers = {
  Query: {
    reviewQueue: (_, { filter, orderBy, ...page }, context, info) => {
      const query = { filter: filter ?? {}, orderBy, now: context.now };
      return withLiveCursor(context, info, (db) => reviewQueue(db, query, page));
    },
    reviewRequest: (_, { id }, context) => context.load(reviewRequests, id),
  },

  Mutation: {
    requestReview: mutation(async (input, work) => {
      const told = {
        id: work.newId(),
        tenantId: work.tenantId,
        projectId: input.projectId,
        subjectType: input.subjectType,
        subjectId: input.subjectId,
        subjectVersion: input.subjectVersion ?? 1,
        previewSessionId: input.previewSessionId ?? null,
        requiredRole: input.requiredRole ?? null,
        priority: input.priority ?? 'NORMAL',
        traceId: input.traceId ?? work.traceId,
        correlationId: work.correlationId,
      };
      const review = requestReview(told, work.actor, work.now);
      return { reviewRequest: await work.create(reviewRequests, review) };
    }),

    claimReview: mutation(async (input, work) => ({
      reviewRequest: await work.change(reviewRequests, input.reviewRequestId, (review) =>
        claim(review, work.actor, work.now),
      ),
    })),

    approveReview: mutation(async ({ reviewRequestId, rationale, conditions }, work) => {
      const told = { reviewRequestId, rationale: rationale ?? null, conditions: conditions ?? [] };
      return decide(work, told, approve);
    }, kept),

    rejectReview: mutation(async ({ reviewRequestId, rationale }, work) => {
      return decide(work, { reviewRequestId, rationale, conditions: [] }, reject);
    }, kept),

    requestChanges: mutation(async ({ reviewRequestId, rationale, items }, work) => {
      const told = { reviewRequestId, rationale: rationale ?? null, conditions: [] };
      const asked = items.map(({ description }) => ({ itemId: work.newId(), description }));
      return decide(work, told, (review, ruling) =>
        requestChanges(review, { ...ruling, items: asked }),
      );
    }, kept),

    resolveChangeRequestItem: mutation(async (input, work) => ({
      reviewRequest: await work.change(reviewRequests, input.reviewRequestId, (review) =>
        resolveChangeRequestItem(review, work.actor, input.itemId),
      ),
    })),

    submitRevision: mutation(async (input, work) => {
      const { subjectVersion, previewSessionId = null } = input;
      const revision = { by: work.actor, subjectVersion, previewSessionId };
      return {
        reviewRequest: await work.change(reviewRequests, input.reviewRequestId, (review) =>
          submitRevision(review, revision, work.now),
        ),
      };
    }),

    escalateReview: mutation(async (input, work) => ({
      reviewRequest: await work.change(reviewRequests, input.reviewRequestId, (review) =>
        escalate(review, work.actor, input.reason),
      ),
    })),

    overrideReview: mutation(async ({ reviewRequestId, rationale }, work) => {
      return decide(work, { reviewRequestId, rationale, conditions: [] }, override);
    }, kept),
  },

  Subscription: {
    reviewQueueUpdated: {
      subscribe: (_, { projectId, after }, context) =>
        liveUpdates(
          context,
          queueEvents,
          after,
          (event) => !projectId || event.projectId === projectId,
        ),
      resolve: (update: Update, _: unknown, context: Context) =>
        withReview(context, update, update.aggregateId),
    },
    reviewRequestUpdated: {
      subscribe: (_, { reviewRequestId, after }, context) =>
        liveUpdates(
          context,
          reviewEvents,
          after,
          ({ payload }) => payload['reviewRequestId'] === reviewRequestId,
        ),
      resolve: (update: Update, told: { reviewRequestId: string }, context: Context) =>
        withReview(context, update, told.reviewRequestId),
    },
  },

  ReviewRequest: {
    __resolveReference: ({ id }, context) => context.load(reviewRequests, id),
    project: ({ projectId }) => ({ id: projectId }),
    subject: ({ subjectType, subjectId, subjectVersion, previewSessionId }) => ({
      subjectType,
      subjectId,
      version: subjectVersion,
      previewSessionId,
    }),
    raisedBy: ({ raisedByUserId }) => ({ id: raisedByUserId }),
    claimedBy: ({ claimedByUserId }) => reference(claimedByUserId),
    slaWindow: ({ slaRaisedAt, slaDueAt }) => ({ raisedAt: slaRaisedAt, dueAt: slaDueAt }),
    isOverdue: (review, _, { now }) => isOverdue(review, now),
    decisions: async ({ id }, _, context) =>
      (await context.load(decisionsOfReviews, id))?.decisions ?? [],
    approvalRequest: ({ approvalRequestId }) => reference(approvalRequestId),
    trace: ({ traceId }) => ({ traceId }),
    viewerCanClaim: (review, _, { actor, now }) => allows(() => claim(review, actor, now)),
    viewerCanDecide: (review, _, { actor, newId }) =>
      allows(() => approve(review, { by: actor, reviewDecisionId: newId() })),
  },

  Project: {
    __resolveReference: (project) => project,
    reviewQueue: ({ id }, { filter, orderBy, ...page }, context, info) => {
      const query = { filter: { ...filter, projectId: id }, orderBy, now: context.now };
      return withLiveCursor(context, info, (db) => reviewQueue(db, query, page));
    },
  },
};

type Update = LiveUpdate<ReviewEventType>;

async function withReview(context: Context, update: Update, reviewRequestId: string) {
  return { ...update, reviewRequest: await context.load(reviewRequests, reviewRequestId) };
}

function reference(id: string | null) {
  return id === null ? null : { id };
}

/** Asks the command itself, so that each rule is said once. */
function allows(command: () => unknown): boolean {
  try {
    command();
    return true;
  } catch (error) {
    if (error instanceof DomainError) return false;
    throw error;
  }
}
