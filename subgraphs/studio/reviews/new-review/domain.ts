import { DomainError } from '../../../kernel/domain.ts';
import { text } from '../../../kernel/text.ts';
import type { ReviewRole } from '../reviewer/domain.ts';
import type { Priority } from '../sla-window/domain.ts';

export type ReviewSubjectType =
  | 'ARTIFACT'
  | 'DECISION'
  | 'DEPLOYMENT_PROMOTION'
  | 'POLICY_EXCEPTION';

/** What is under review, in the version that is (studio-data-model, ReviewRequest: ReviewSubjectRef). */
export interface ReviewSubjectRef {
  readonly subjectType: ReviewSubjectType;
  readonly subjectId: string;
  /** From 1, and higher with every revision. */
  readonly version: number;
  /** A preview of this version. */
  readonly previewSessionId: string | null;
}

/** What is told of a review when it is raised. */
export interface NewReview {
  readonly id: string;
  readonly tenantId: string;
  readonly projectId: string;
  readonly subjectType: ReviewSubjectType;
  readonly subjectId: string;
  readonly subjectVersion: number;
  readonly previewSessionId: string | null;
  /** What a claimer must hold, unless it is an approver; null asks for no role in particular. */
  readonly requiredRole: ReviewRole | null;
  readonly priority: Priority;
  readonly traceId: string;
  readonly correlationId: string;
}

const uuidPattern = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const traceIdPattern = /^(?!0{32})[0-9a-f]{32}$/;

/** @throws DomainError INVALID_INPUT when a field breaks a rule. */
export function checked(review: NewReview): NewReview {
  if (!uuidPattern.test(review.projectId)) invalid('projectId', 'name a project');
  if (!traceIdPattern.test(review.traceId)) invalid('traceId', 'be a W3C trace id');
  return {
    ...review,
    subjectId: text(review.subjectId, 'subjectId', 200),
    correlationId: text(review.correlationId, 'correlationId', 200),
    ...revised(review, { subjectVersion: 0 }),
  };
}

/**
 * A later version of a subject, and its preview.
 *
 * @throws DomainError INVALID_INPUT when the version has not risen.
 */
export function revised(
  revision: Pick<NewReview, 'subjectVersion' | 'previewSessionId'>,
  before: Pick<NewReview, 'subjectVersion'>,
): Pick<NewReview, 'subjectVersion' | 'previewSessionId'> {
  const { subjectVersion, previewSessionId } = revision;
  if (!Number.isInteger(subjectVersion) || subjectVersion <= before.subjectVersion) {
    invalid('subjectVersion', `be a whole number above ${before.subjectVersion}`);
  }
  if (previewSessionId !== null && !uuidPattern.test(previewSessionId)) {
    invalid('previewSessionId', 'name a preview session');
  }
  return { subjectVersion, previewSessionId };
}

function invalid(field: string, rule: string): never {
  throw new DomainError('INVALID_INPUT', `${field} must ${rule}.`, field);
}
