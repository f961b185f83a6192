import type {
  ControlPlaneEvents,
  ReviewDecided,
  ReviewMoved,
  StudioEvents,
} from '../../schema/events.ts';
import { reactions } from '../kernel/reactions.ts';
import type { Work } from '../kernel/work.ts';
import {
  noteReview,
  type ReviewOutcome,
  settleByReview,
} from './governance/approval-request/domain.ts';
import { approvalRequests } from './governance/approval-request/repository.ts';
import { inviteAdministrator } from './identity/user/domain.ts';
import { userByEmail, users } from './identity/user/repository.ts';
import { completeStep } from './tenancy/tenant/domain.ts';
import { tenants } from './tenancy/tenant/repository.ts';

/** What the Control Plane does when something has happened in the Studio, or in one of its own contexts. */
export const controlPlaneReactions = [
  reactions<ControlPlaneEvents>('control-plane', {
    /** A new tenant's first administrator is invited; whoever is there already needs no invitation. */
    async TenantProvisioned({ administratorContactId }, work) {
      const { contacts } = await work.find(tenants, work.tenantId);
      const contact = contacts.find(({ id }) => id === administratorContactId);
      if (contact && !(await userByEmail(work.tx, contact.email))) {
        const { name: displayName, email } = contact;
        const newcomer = { id: work.newId(), tenantId: work.tenantId, displayName, at: work.now };
        await work.create(users, inviteAdministrator({ ...newcomer, email }));
      }
      await work.change(tenants, work.tenantId, (tenant) =>
        completeStep(tenant, 'ADMINISTRATOR_INVITED', work.now),
      );
    },
  }),
  reactions<StudioEvents>('studio', {
    /** The approval learns which review decides it. */
    async ReviewRequested({ approvalRequestId, reviewRequestId }, work) {
      if (approvalRequestId === null) return;
      await work.change(approvalRequests, approvalRequestId, (approval) =>
        noteReview(approval, reviewRequestId),
      );
    },
    ReviewApproved: (review, work) => settle(review, work, decided('ReviewApproved', review)),
    ReviewRejected: (review, work) => settle(review, work, decided('ReviewRejected', review)),
    AgentDecisionOverridden: (review, work) =>
      settle(review, work, decided('AgentDecisionOverridden', review)),
    ReviewExpired: (review, work) =>
      settle(review, work, { type: 'ReviewExpired', reviewRequestId: review.reviewRequestId }),
  }),
];

function decided(
  type: 'ReviewApproved' | 'ReviewRejected' | 'AgentDecisionOverridden',
  { reviewRequestId, reviewerUserId }: ReviewDecided,
): ReviewOutcome {
  return { type, reviewRequestId, reviewerUserId };
}

/** The outcome of the review is the outcome of the approval, applied once. */
async function settle(review: ReviewMoved, work: Work, outcome: ReviewOutcome): Promise<void> {
  if (review.approvalRequestId === null) return;
  await work.change(approvalRequests, review.approvalRequestId, (approval) =>
    settleByReview(approval, outcome, work.now),
  );
}
