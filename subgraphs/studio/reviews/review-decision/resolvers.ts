import { decisionHours, mutation } from '../../../kernel/mutation.ts';
import type { Resolvers } from '../../generated.ts';
import { correct } from '../commands.ts';
import { visibleReview } from '../review-request/resolvers.ts';
import { decisionsPage, reviewDecisions, successors } from './repository.ts';

export const resolvers: Resolvers = {
  Query: {
    reviewDecisions: (_, { filter, ...page }, context) => {
      context.authorize('tenant:read', null);
      return context.read((db) => decisionsPage(db, filter ?? {}, page));
    },
  },

  Mutation: {
    supersedeDecision: mutation(
      async (input, work) => ({ reviewDecision: await correct(work, input) }),
      { keptForHours: decisionHours },
    ),
  },

  ReviewDecision: {
    __resolveReference: async ({ id }, context) => {
      const decision = await context.load(reviewDecisions, id);
      return decision && (await visibleReview(context, decision.reviewRequestId)) ? decision : null;
    },
    reviewRequest: ({ reviewRequestId }, _, context) => visibleReview(context, reviewRequestId),
    reviewer: ({ reviewerUserId }) => ({ id: reviewerUserId }),
    supersedes: ({ supersedesDecisionId }, _, context) =>
      supersedesDecisionId === null ? null : context.load(reviewDecisions, supersedesDecisionId),
    supersededBy: async ({ id }, _, context) =>
      (await context.load(successors, id))?.successor ?? null,
  },
};
