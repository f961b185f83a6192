import { decisionHours, mutation } from '../../../kernel/mutation.ts';
import type { Resolvers } from '../../generated.ts';
import { correct } from '../commands.ts';
import { reviewRequests } from '../review-request/repository.ts';
import { decisionsPage, reviewDecisions, successors } from './repository.ts';

export const resolvers: Resolvers = {
  Query: {
    reviewDecisions: (_, { filter, ...page }, context) =>
      context.read((db) => decisionsPage(db, filter ?? {}, page)),
  },

  Mutation: {
    supersedeDecision: mutation(
      async (input, work) => ({ reviewDecision: await correct(work, input) }),
      { keptForHours: decisionHours },
    ),
  },

  ReviewDecision: {
    __resolveReference: ({ id }, context) => context.load(reviewDecisions, id),
    reviewRequest: ({ reviewRequestId }, _, context) =>
      context.load(reviewRequests, reviewRequestId),
    reviewer: ({ reviewerUserId }) => ({ id: reviewerUserId }),
    supersedes: ({ supersedesDecisionId }, _, context) =>
      supersedesDecisionId === null ? null : context.load(reviewDecisions, supersedesDecisionId),
    supersededBy: async ({ id }, _, context) =>
      (await context.load(successors, id))?.successor ?? null,
  },
};
