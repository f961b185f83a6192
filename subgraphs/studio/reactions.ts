import type { ControlPlaneEvents } from '../../schema/events.ts';
import { type Projection, reactions } from '../kernel/reactions.ts';
import { raise } from './reviews/review-request/domain.ts';
import { reviewOfApproval, reviewRequests } from './reviews/review-request/repository.ts';
import { applySetting, slaHoursOf } from './reviews/sla-hours/projection.ts';

/** What the Studio does when something has happened in the Control Plane. */
export const studioReactions = [
  reactions<ControlPlaneEvents>('control-plane', {
    /** An approval that is decided in a review raises it, once, within the same trace and correlation. */
    async ApprovalRequested(approval, work) {
      if (approval.decidedIn !== 'STUDIO_REVIEW') return;
      // The event comes again when its consumer is sent back in the log.
      if (await reviewOfApproval(work.tx, approval.approvalRequestId)) return;
      const review = raise(
        {
          id: work.newId(),
          tenantId: work.tenantId,
          projectId: approval.projectId,
          subjectType: approval.subjectType,
          subjectId: approval.subjectId,
          subjectVersion: 1,
          previewSessionId: null,
          requiredRole: approval.requiredRole,
          priority: approval.priority,
          traceId: work.traceId,
          correlationId: work.correlationId,
          raisedByUserId: approval.requestedByUserId,
          approvalRequestId: approval.approvalRequestId,
          slaHours: await slaHoursOf(work.tx, approval.priority),
        },
        work.now,
      );
      await work.create(reviewRequests, review);
    },
  }),
];

/** What the Studio keeps of the Control Plane's facts, and can read anew from its log. */
export const studioProjections: readonly Projection[] = [
  {
    name: 'sla-hours',
    tables: ['reviews.sla_hours'],
    ...reactions<ControlPlaneEvents>('control-plane', {
      TenantSettingChanged: (setting, work) => applySetting(work.tx, setting),
    }),
  },
];
