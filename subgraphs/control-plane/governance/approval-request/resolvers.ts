import { createHash } from 'node:crypto';
import { decisionHours, mutation } from '../../../kernel/mutation.ts';
import { optionalText } from '../../../kernel/text.ts';
import { openWork, type Work } from '../../../kernel/work.ts';
import type { Resolvers } from '../../generated.ts';
import type { ApprovalVoteOutcome } from '../approval-vote/domain.ts';
import { type ApprovalChange, type ApprovalRequest, cancel, request, vote } from './domain.ts';
import { approvalRequests, listApprovalRequests } from './repository.ts';

interface Target {
  readonly approvalRequestId: string;
  readonly expectedVersion?: number | null | undefined;
}

/** Those of the schema, which has filled them in; the generated types cannot tell. */
const defaults = {
  priority: 'NORMAL',
  requiredRole: 'APPROVER',
  requiredApprovals: 1,
  decidedIn: 'STUDIO_REVIEW',
  onTimeout: 'REJECT',
} as const;

export const resolvers: Resolvers = {
  Query: {
    approvalRequest: (_, { id }, context) => context.load(approvalRequests, id),
    approvalRequests: (_, { filter, ...page }, context) =>
      context.read((db) => listApprovalRequests(db, filter ?? {}, page)),
  },
  Mutation: {
    requestApproval: mutation(async ({ idempotencyKey: _, ...input }, work) => {
      const traceId = input.traceId ?? work.traceId;
      const correlationId = input.correlationId ?? input.traceId ?? work.correlationId;
      const identity = { id: work.newId(), tenantId: work.tenantId, traceId, correlationId };
      const asked = { ...defaults, ...input, ...identity, expiresAt: input.expiresAt ?? null };
      const requested = request(work.actor, asked, work.now);
      const traced = openWork(work.tx, { ...work, traceId, correlationId });
      return { approvalRequest: await traced.create(approvalRequests, requested) };
    }),
    grantApproval: voting('GRANTED'),
    rejectApproval: voting('REJECTED'),
    cancelApproval: mutation(async (input, work) => ({
      approvalRequest: await change(work, input, (known) => cancel(known, work.actor, work.now)),
    })),
  },
  ApprovalRequest: {
    __resolveReference: ({ id }, context) => context.load(approvalRequests, id),
    reviewRequest: ({ reviewRequestId: id }) => (id === null ? null : { id }),
  },
};

function voting(outcome: ApprovalVoteOutcome) {
  return mutation(
    async (input: Target & { readonly comment?: string | null | undefined }, work) => {
      const comment = optionalText(input.comment, 'comment', 2_000);
      const commentSha256 = comment && createHash('sha256').update(comment).digest('hex');
      const ballot = { outcome, comment, commentSha256, at: work.now };
      return {
        approvalRequest: await change(work, input, (known) => vote(known, work.actor, ballot)),
      };
    },
    { keptForHours: decisionHours },
  );
}

/** What happens to an approval belongs to the work that asked for it: it goes on in its trace and correlation. */
async function change(
  work: Work,
  { approvalRequestId, expectedVersion }: Target,
  command: (approval: ApprovalRequest) => ApprovalChange,
): Promise<ApprovalRequest> {
  const { traceId, correlationId } = await work.find(approvalRequests, approvalRequestId);
  const traced = openWork(work.tx, { ...work, traceId, correlationId }, expectedVersion ?? null);
  return traced.change(approvalRequests, approvalRequestId, command);
}
