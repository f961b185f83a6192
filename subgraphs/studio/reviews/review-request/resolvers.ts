import { may } from '../../../kernel/authority.ts';
import type { Context } from '../../../kernel/context.ts';
import { DomainError } from '../../../kernel/domain.ts';
import type { Envelope } from '../../../kernel/events/envelope.ts';
import { type LiveUpdate, liveUpdates, withLiveCursor } from '../../../kernel/live.ts';
import { decisionHours, mutation } from '../../../kernel/mutation.ts';
import type { Resolvers, ReviewEventType } from '../../generated.ts';
import { change, decide, traced } from '../commands.ts';
import { decisionsOfReviews } from '../review-decision/repository.ts';
import { slaHoursOf } from '../sla-hours/projection.ts';
import {
  approve,
  claim,
  escalate,
  isOverdue,
  override,
  type ReviewRequest,
  reject,
  requestChanges,
  requestReview,
  resolveChangeRequestItem,
  submitRevision,
} from './domain.ts';
import { reviewQueue, reviewQueueOfProjects, reviewRequests } from './repository.ts';

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
      context.authorize('tenant:read', filter?.projectId ?? null);
      const query = { filter: filter ?? {}, orderBy, now: context.now };
      return withLiveCursor(context, info, (db) => reviewQueue(db, query, page));
    },
    reviewRequest: (_, { id }, context) => visibleReview(context, id),
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
        correlationId: input.correlationId ?? input.traceId ?? work.correlationId,
      };
      const slaHours = await slaHoursOf(work.tx, told.priority);
      const review = requestReview({ ...told, slaHours }, work.actor, work.now);
      return { reviewRequest: await traced(work, told).create(reviewRequests, review) };
    }),

    claimReview: mutation(async (input, work) => ({
      reviewRequest: await change(work, input, (review) => claim(review, work.actor, work.now)),
    })),

    approveReview: mutation((input, work) => decide(work, input, approve), kept),
    rejectReview: mutation((input, work) => decide(work, input, reject), kept),
    overrideReview: mutation((input, work) => decide(work, input, override), kept),

    requestChanges: mutation((input, work) => {
      const items = input.items.map(({ description }) => ({ itemId: work.newId(), description }));
      return decide(work, input, (review, ruling) => requestChanges(review, { ...ruling, items }));
    }, kept),

    resolveChangeRequestItem: mutation(async (input, work) => ({
      reviewRequest: await change(work, input, (review) =>
        resolveChangeRequestItem(review, work.actor, input.itemId),
      ),
    })),

    submitRevision: mutation(async (input, work) => {
      const { subjectVersion, previewSessionId = null } = input;
      const revision = { by: work.actor, subjectVersion, previewSessionId };
      return {
        reviewRequest: await change(work, input, (review) =>
          submitRevision(review, revision, work.now),
        ),
      };
    }),

    escalateReview: mutation(async (input, work) => ({
      reviewRequest: await change(work, input, (review) =>
        escalate(review, work.actor, input.reason),
      ),
    })),
  },

  Subscription: {
    reviewQueueUpdated: {
      subscribe: (_, { projectId, after }, context) => {
        context.authorize('tenant:read', projectId ?? null);
        const concerns = (event: Envelope) => !projectId || event.projectId === projectId;
        return liveUpdates(context, queueEvents, after, concerns);
      },
      resolve: (update: Update, _: unknown, context: Context) =>
        withReview(context, update, update.aggregateId),
    },
    reviewRequestUpdated: {
      subscribe: (_, { reviewRequestId, after }, context) => {
        const concerns = ({ payload, projectId }: Envelope) =>
          payload['reviewRequestId'] === reviewRequestId &&
          may(context.actor, 'tenant:read', projectId);
        return liveUpdates(context, reviewEvents, after, concerns);
      },
      resolve: (update: Update, told: { reviewRequestId: string }, context: Context) =>
        withReview(context, update, told.reviewRequestId),
    },
  },

  ReviewRequest: {
    __resolveReference: ({ id }, context) => visibleReview(context, id),
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
      context.authorize('tenant:read', id);
      const queue = reviewQueueOfProjects({ filter: filter ?? {}, orderBy, now: context.now });
      return withLiveCursor(context, info, () => queue(context, id, page));
    },
  },
};

/** What is missing and what is not the caller's to read are answered alike. */
export async function visibleReview(context: Context, id: string): Promise<ReviewRequest | null> {
  const review = await context.load(reviewRequests, id);
  return review && may(context.actor, 'tenant:read', review.projectId) ? review : null;
}

type Update = LiveUpdate<ReviewEventType>;

async function withReview(context: Context, update: Update, reviewRequestId: string) {
  return { ...update, reviewRequest: await visibleReview(context, reviewRequestId) };
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
