import type { GraphQLResolveInfo, GraphQLScalarType, GraphQLScalarTypeConfig } from 'graphql';
import type { ChangeRequestItem as ChangeRequestItemState } from './reviews/change-request-item/domain.ts';
import type { ReviewSubjectRef as ReviewSubjectRefState } from './reviews/new-review/domain.ts';
import type { DecisionCondition as DecisionConditionState, ReviewDecision as ReviewDecisionState } from './reviews/review-decision/domain.ts';
import type { ReviewRequest as ReviewRequestState } from './reviews/review-request/domain.ts';
import type { SlaWindow as SlaWindowState } from './reviews/sla-window/domain.ts';
import type { Context } from '../kernel/context.ts';
export type Maybe<T> = T | null | undefined;
export type InputMaybe<T> = T | null | undefined;
export type Omit<T, K extends keyof T> = Pick<T, Exclude<keyof T, K>>;
export type RequireFields<T, K extends keyof T> = Omit<T, K> & { [P in K]-?: NonNullable<T[P]> };
/** All built-in and custom scalars, mapped to their actual values */
export type Scalars = {
  ID: { input: string; output: string; }
  String: { input: string; output: string; }
  Boolean: { input: boolean; output: boolean; }
  Int: { input: number; output: number; }
  Float: { input: number; output: number; }
  /** A moment in UTC, written as RFC 3339 with milliseconds: 2026-01-31T12:00:00.000Z. */
  DateTime: { input: Date; output: Date; }
  /** Any JSON value. Used only where the shape belongs to somebody else, such as telemetry attributes. */
  JSON: { input: unknown; output: unknown; }
  _FieldSet: { input: unknown; output: unknown; }
};

/** Where a page lies in its list. */
export type PageInfo = {
  readonly __typename?: 'PageInfo';
  /** Whether more items follow this page. */
  readonly hasNextPage: Scalars['Boolean']['output'];
  /** Whether items precede this page. */
  readonly hasPreviousPage: Scalars['Boolean']['output'];
  /** Cursor of the first item; null when the page is empty. */
  readonly startCursor?: Maybe<Scalars['String']['output']>;
  /** Cursor of the last item, to be given as `after`; null when the page is empty. */
  readonly endCursor?: Maybe<Scalars['String']['output']>;
};

/** The direction of an order. */
export type OrderDirection =
  /** Smallest, earliest or first in the alphabet first. */
  | 'ASC'
  /** Largest, latest or last in the alphabet first. */
  | 'DESC';

/** A refusal the caller can act on. Nothing was changed. */
export type UserError = {
  readonly __typename?: 'UserError';
  /** What kind of refusal it is; the list is closed. */
  readonly code: UserErrorCode;
  /** A whole sentence that names the subject and the rule. */
  readonly message: Scalars['String']['output'];
  /** Path of the input field at fault, outermost first; null when no single field is. */
  readonly field?: Maybe<ReadonlyArray<Scalars['String']['output']>>;
};

/** Every kind of refusal a mutation can answer with. */
export type UserErrorCode =
  /** It does not exist, or not for you. */
  | 'NOT_FOUND'
  /** You do not hold the permission, or a rule such as four eyes forbids it to you. */
  | 'FORBIDDEN'
  /** A field of the input breaks a rule. */
  | 'INVALID_INPUT'
  /** The state machine has no such move from the current status. */
  | 'ILLEGAL_TRANSITION'
  /** It changed since the version you expected; read it again. */
  | 'STALE_VERSION'
  /** Something with this unique name or key is there already. */
  | 'ALREADY_EXISTS'
  /** This idempotency key was used before with another input. */
  | 'IDEMPOTENCY_KEY_REUSED'
  /** A quota of the tenant is used up. */
  | 'QUOTA_EXCEEDED'
  /** This approval is decided in its review, not here. */
  | 'DECIDED_IN_REVIEW'
  /** A legal hold forbids it. */
  | 'LEGAL_HOLD';

/**
 * A unit of human review raised against something the factory made: an artifact, a decision, a promotion, an
 * exception. It waits for a claim; its claimer decides it. Once it is decided, overridden or expired it never changes.
 */
export type ReviewRequest = {
  readonly __typename?: 'ReviewRequest';
  /** The review's own identity. */
  readonly id: Scalars['ID']['output'];
  /** Rises with every change; what `expectedVersion` is compared with. */
  readonly version: Scalars['Int']['output'];
  /** Identity of the project that the review belongs to. */
  readonly projectId: Scalars['ID']['output'];
  /** The project that the review belongs to. */
  readonly project?: Maybe<Project>;
  /** What kind of thing is under review. */
  readonly subjectType: ReviewSubjectType;
  /** Which thing is under review; it never changes. */
  readonly subjectId: Scalars['ID']['output'];
  /** What is under review, in the version that is. */
  readonly subject: ReviewSubjectRef;
  /** Identity of whoever raised the review, a person or a service. */
  readonly raisedByUserId: Scalars['ID']['output'];
  /** Who raised the review. */
  readonly raisedBy?: Maybe<User>;
  /** The role a claimer must hold, unless it is an approver; null asks for no role in particular. */
  readonly requiredRole?: Maybe<ReviewRole>;
  /** How urgent the review is. */
  readonly priority: Priority;
  /** Where the review stands in its life. */
  readonly status: ReviewStatus;
  /** Identity of whoever evaluates the review, or did so last; null while it waits for a claim. */
  readonly claimedByUserId?: Maybe<Scalars['ID']['output']>;
  /** Who evaluates the review, or did so last; null while it waits for a claim. */
  readonly claimedBy?: Maybe<User>;
  /** When the review is due. */
  readonly slaDueAt: Scalars['DateTime']['output'];
  /** The time that reviewers are given; it starts anew with every revision. */
  readonly slaWindow: SlaWindow;
  /** When the review escalates or expires, should it still be pending: when due, or after a time of grace. */
  readonly lapsesAt: Scalars['DateTime']['output'];
  /** Whether the review is open past the time it was due. */
  readonly isOverdue: Scalars['Boolean']['output'];
  /** What has to be done before a revision can be submitted, of every round, the oldest first. */
  readonly changeRequestItems: ReadonlyArray<ChangeRequestItem>;
  /** Why a reviewer escalated the review last; null when nobody has, or when its SLA did. */
  readonly escalationReason?: Maybe<Scalars['String']['output']>;
  /** What reviewers decided about it, the earliest first; the latest 50 at most, all of them in `reviewDecisions`. */
  readonly decisions: ReadonlyArray<ReviewDecision>;
  /** Identity of the approval that this review decides; null when it was raised for itself. */
  readonly approvalRequestId?: Maybe<Scalars['ID']['output']>;
  /** The approval that this review decides; null when it was raised for itself. */
  readonly approvalRequest?: Maybe<ApprovalRequest>;
  /** The W3C trace of the work under review, 32 lower-case hexadecimal digits; it never changes. */
  readonly traceId: Scalars['String']['output'];
  /** The trace of the work under review. */
  readonly trace?: Maybe<TraceRecord>;
  /** What ties the review to the work that needs it. */
  readonly correlationId: Scalars['String']['output'];
  /** Whether you may claim the review now. */
  readonly viewerCanClaim: Scalars['Boolean']['output'];
  /** Whether you may decide the review now: approve it, reject it or request changes. */
  readonly viewerCanDecide: Scalars['Boolean']['output'];
  /** When the review was raised. */
  readonly createdAt: Scalars['DateTime']['output'];
  /** When the review last changed. */
  readonly updatedAt: Scalars['DateTime']['output'];
};

/** Where a review stands in its life. */
export type ReviewStatus =
  /** Waiting for somebody to claim it. */
  | 'PENDING'
  /** Claimed: its claimer evaluates it. */
  | 'IN_REVIEW'
  /** Sent back to its raiser, who submits a revision when every item is resolved. */
  | 'CHANGES_REQUESTED'
  /** Handed to higher authority: an approver claims or overrides it. */
  | 'ESCALATED'
  /** Approved; final. */
  | 'APPROVED'
  /** Rejected; final. */
  | 'REJECTED'
  /** A human result took the place of the agent's; final. */
  | 'OVERRIDDEN'
  /** Nobody claimed it in time; final. */
  | 'EXPIRED';

/** What kind of thing a review is about. */
export type ReviewSubjectType =
  /** Something the factory produced. */
  | 'ARTIFACT'
  /** Something an agent decided. */
  | 'DECISION'
  /** A step of a deployment to the next environment. */
  | 'DEPLOYMENT_PROMOTION'
  /** A departure from a policy. */
  | 'POLICY_EXCEPTION';

/** How urgent something is. */
export type Priority =
  /** It can wait for days. */
  | 'LOW'
  /** Within a day. */
  | 'NORMAL'
  /** Within hours. */
  | 'HIGH'
  /** At once. */
  | 'CRITICAL';

/** The roles that decide reviews. */
export type ReviewRole =
  /** Shapes projects. */
  | 'SOLUTION_ARCHITECT'
  /** Owns projects. */
  | 'PRODUCT_OWNER'
  /** Reviews. */
  | 'REVIEWER'
  /** The higher authority, who stands in for the other roles too. */
  | 'APPROVER';

/** What is under review, in the version that is. */
export type ReviewSubjectRef = {
  readonly __typename?: 'ReviewSubjectRef';
  /** What kind of thing it is. */
  readonly subjectType: ReviewSubjectType;
  /** Which thing it is. */
  readonly subjectId: Scalars['ID']['output'];
  /** Its version, from 1; higher with every revision. */
  readonly version: Scalars['Int']['output'];
  /** Identity of a preview of this version, if there is one. */
  readonly previewSessionId?: Maybe<Scalars['ID']['output']>;
};

/** The time that reviewers are given. */
export type SlaWindow = {
  readonly __typename?: 'SlaWindow';
  /** When it began: when the review was raised, or last revised. */
  readonly raisedAt: Scalars['DateTime']['output'];
  /** When it ends. */
  readonly dueAt: Scalars['DateTime']['output'];
};

/** What has to be done before a revision can be submitted. */
export type ChangeRequestItem = {
  readonly __typename?: 'ChangeRequestItem';
  /** The item's identity within its review. */
  readonly itemId: Scalars['ID']['output'];
  /** What has to be done. */
  readonly description: Scalars['String']['output'];
  /** Whether it has been done. */
  readonly resolved: Scalars['Boolean']['output'];
};

/**
 * What a human decided about a review, recorded for ever. A correction is a new record that supersedes an earlier one:
 * it may say the rationale and the conditions anew, never the decision.
 */
export type ReviewDecision = {
  readonly __typename?: 'ReviewDecision';
  /** The record's own identity. */
  readonly id: Scalars['ID']['output'];
  /** Identity of the review that was decided. */
  readonly reviewRequestId: Scalars['ID']['output'];
  /** The review that was decided. */
  readonly reviewRequest?: Maybe<ReviewRequest>;
  /** What was decided. */
  readonly decision: Decision;
  /** Identity of whoever decided. */
  readonly reviewerUserId: Scalars['ID']['output'];
  /** Who decided. */
  readonly reviewer?: Maybe<User>;
  /** Why; never null for a rejection or an override. */
  readonly rationale?: Maybe<Scalars['String']['output']>;
  /** What an approval depends on. */
  readonly conditions: ReadonlyArray<DecisionCondition>;
  /** Whether a human result took the place of an agent's. */
  readonly isOverride: Scalars['Boolean']['output'];
  /** The record that this one corrects; null when it corrects none. */
  readonly supersedes?: Maybe<ReviewDecision>;
  /** The record that corrects this one; null while none does. */
  readonly supersededBy?: Maybe<ReviewDecision>;
  /** When it was decided. */
  readonly decidedAt: Scalars['DateTime']['output'];
  /** The W3C trace of the work under review, 32 lower-case hexadecimal digits. */
  readonly traceId: Scalars['String']['output'];
  /** What ties the review to the work that needs it. */
  readonly correlationId: Scalars['String']['output'];
};

/** What a human can decide about a review. */
export type Decision =
  /** It may proceed, perhaps under conditions. */
  | 'APPROVED'
  /** It must not proceed. */
  | 'REJECTED'
  /** It needs a revision. */
  | 'CHANGES_REQUESTED'
  /** The human result takes the place of the agent's. */
  | 'OVERRIDDEN';

/** What an approval depends on. */
export type DecisionCondition = {
  readonly __typename?: 'DecisionCondition';
  /** What has to be done. */
  readonly text: Scalars['String']['output'];
  /** Before when it has to be done. */
  readonly mustResolveBefore: Scalars['DateTime']['output'];
};

export type Project = {
  readonly __typename?: 'Project';
  /** The project's own identity. */
  readonly id: Scalars['ID']['output'];
  /** The reviews of the project; the open ones, the most urgent first, unless asked otherwise. */
  readonly reviewQueue?: Maybe<ReviewRequestConnection>;
};


export type ProjectReviewQueueArgs = {
  filter?: InputMaybe<ReviewQueueFilter>;
  orderBy?: ReviewQueueOrder;
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
};

export type User = {
  readonly __typename?: 'User';
  /** The pseudonymous identity that events and other records name the user by. */
  readonly id: Scalars['ID']['output'];
};

export type ApprovalRequest = {
  readonly __typename?: 'ApprovalRequest';
  /** The approval's own identity. */
  readonly id: Scalars['ID']['output'];
};

export type TraceRecord = {
  readonly __typename?: 'TraceRecord';
  /** The W3C trace id: 32 lower-case hex digits. */
  readonly traceId: Scalars['ID']['output'];
};

/** A page of reviews. */
export type ReviewRequestConnection = {
  readonly __typename?: 'ReviewRequestConnection';
  /** The reviews of this page, each with its cursor. */
  readonly edges: ReadonlyArray<ReviewRequestEdge>;
  /** The reviews of this page. */
  readonly nodes: ReadonlyArray<ReviewRequest>;
  /** Where this page lies in the list. */
  readonly pageInfo: PageInfo;
  /** To be given as `after` to a subscription: it tells everything that this page does not show yet. */
  readonly liveCursor?: Maybe<Scalars['String']['output']>;
};

/** A review in a list. */
export type ReviewRequestEdge = {
  readonly __typename?: 'ReviewRequestEdge';
  /** Where the review lies in this list, to be given as `after`. */
  readonly cursor: Scalars['String']['output'];
  /** The review. */
  readonly node: ReviewRequest;
};

/** Which reviews to list; what is left out does not restrict. */
export type ReviewQueueFilter = {
  /** Only reviews of this project. */
  readonly projectId?: InputMaybe<Scalars['ID']['input']>;
  /** Only reviews in one of these statuses; the open ones when left out. */
  readonly status?: InputMaybe<ReadonlyArray<ReviewStatus>>;
  /** Only reviews of one of these priorities. */
  readonly priority?: InputMaybe<ReadonlyArray<Priority>>;
  /** Only reviews of one of these kinds of subject. */
  readonly subjectType?: InputMaybe<ReadonlyArray<ReviewSubjectType>>;
  /** Only reviews claimed by this user. */
  readonly claimedByUserId?: InputMaybe<Scalars['ID']['input']>;
  /** Only reviews that are open past the time they were due, or only others. */
  readonly isOverdue?: InputMaybe<Scalars['Boolean']['input']>;
};

/** In which order to list reviews. Equal ones are told apart by their identity. */
export type ReviewQueueOrder = {
  /** What is compared. */
  readonly field: ReviewQueueOrderField;
  /** In which direction. */
  readonly direction: OrderDirection;
};

/** What reviews can be ordered by. */
export type ReviewQueueOrderField =
  /** How urgent they are, and among equals when they are due; descending, the most urgent and soonest due come first. */
  | 'PRIORITY'
  /** When they are due. */
  | 'SLA_DUE_AT'
  /** When they were raised. */
  | 'CREATED_AT';

/** A page of decisions. */
export type ReviewDecisionConnection = {
  readonly __typename?: 'ReviewDecisionConnection';
  /** The decisions of this page, each with its cursor. */
  readonly edges: ReadonlyArray<ReviewDecisionEdge>;
  /** The decisions of this page. */
  readonly nodes: ReadonlyArray<ReviewDecision>;
  /** Where this page lies in the list. */
  readonly pageInfo: PageInfo;
};

/** A decision in a list. */
export type ReviewDecisionEdge = {
  readonly __typename?: 'ReviewDecisionEdge';
  /** Where the decision lies in this list, to be given as `after`. */
  readonly cursor: Scalars['String']['output'];
  /** The decision. */
  readonly node: ReviewDecision;
};

/** Which decisions to list; what is left out does not restrict. */
export type ReviewDecisionFilter = {
  /** Only decisions about this review. */
  readonly reviewRequestId?: InputMaybe<Scalars['ID']['input']>;
  /** Only decisions of this user. */
  readonly reviewerUserId?: InputMaybe<Scalars['ID']['input']>;
  /** Only decisions at that time or later. */
  readonly decidedFrom?: InputMaybe<Scalars['DateTime']['input']>;
  /** Only decisions before that time. */
  readonly decidedBefore?: InputMaybe<Scalars['DateTime']['input']>;
};

export type Query = {
  readonly __typename?: 'Query';
  /** The reviews of the caller's tenant; the open ones, the most urgent first, unless asked otherwise. */
  readonly reviewQueue?: Maybe<ReviewRequestConnection>;
  /** One review of the caller's tenant; null when there is none with this identity. */
  readonly reviewRequest?: Maybe<ReviewRequest>;
  /** What reviewers of the caller's tenant decided, the latest first. */
  readonly reviewDecisions?: Maybe<ReviewDecisionConnection>;
};


export type QueryReviewQueueArgs = {
  filter?: InputMaybe<ReviewQueueFilter>;
  orderBy?: ReviewQueueOrder;
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
};


export type QueryReviewRequestArgs = {
  id: Scalars['ID']['input'];
};


export type QueryReviewDecisionsArgs = {
  filter?: InputMaybe<ReviewDecisionFilter>;
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
};

export type Mutation = {
  readonly __typename?: 'Mutation';
  /** Asks for a review. For services and those who work on the project. */
  readonly requestReview: RequestReviewPayload;
  /** Claims a pending review, or as an approver an escalated one, to decide it. Never for its raiser. */
  readonly claimReview: ClaimReviewPayload;
  /** Approves a review. For its claimer. */
  readonly approveReview: ApproveReviewPayload;
  /** Rejects a review. For its claimer. */
  readonly rejectReview: RejectReviewPayload;
  /** Sends a review back to its raiser. For its claimer. */
  readonly requestChanges: RequestChangesPayload;
  /** Notes that a requested change was made. For the raiser of the review, and services. */
  readonly resolveChangeRequestItem: ResolveChangeRequestItemPayload;
  /** Puts a later version of the subject up for review. For the raiser of the review, and services. */
  readonly submitRevision: SubmitRevisionPayload;
  /** Hands a claimed review to higher authority and releases the claim. For its claimer, and approvers. */
  readonly escalateReview: EscalateReviewPayload;
  /** Puts a human result in the place of an agent's. For approvers, once the review is escalated. */
  readonly overrideReview: OverrideReviewPayload;
  /** Corrects the record of a decision by a new one. The review stays as it is. For the author, and approvers. */
  readonly supersedeDecision: SupersedeDecisionPayload;
};


export type MutationRequestReviewArgs = {
  input: RequestReviewInput;
};


export type MutationClaimReviewArgs = {
  input: ClaimReviewInput;
};


export type MutationApproveReviewArgs = {
  input: ApproveReviewInput;
};


export type MutationRejectReviewArgs = {
  input: RejectReviewInput;
};


export type MutationRequestChangesArgs = {
  input: RequestChangesInput;
};


export type MutationResolveChangeRequestItemArgs = {
  input: ResolveChangeRequestItemInput;
};


export type MutationSubmitRevisionArgs = {
  input: SubmitRevisionInput;
};


export type MutationEscalateReviewArgs = {
  input: EscalateReviewInput;
};


export type MutationOverrideReviewArgs = {
  input: OverrideReviewInput;
};


export type MutationSupersedeDecisionArgs = {
  input: SupersedeDecisionInput;
};

/** What needs a review. */
export type RequestReviewInput = {
  /** The project that the review belongs to. */
  readonly projectId: Scalars['ID']['input'];
  /** What kind of thing is to be reviewed. */
  readonly subjectType: ReviewSubjectType;
  /** Which thing is to be reviewed, at most 200 characters. */
  readonly subjectId: Scalars['ID']['input'];
  /** Its version. */
  readonly subjectVersion?: Scalars['Int']['input'];
  /** A preview of this version. */
  readonly previewSessionId?: InputMaybe<Scalars['ID']['input']>;
  /** How urgent it is: due in 1 hour (CRITICAL), 4 (HIGH), 24 (NORMAL) or 72 (LOW). */
  readonly priority?: Priority;
  /** The role a claimer must hold, unless it is an approver; none in particular when left out. */
  readonly requiredRole?: InputMaybe<ReviewRole>;
  /** The W3C trace of the work under review; that of this request when left out. */
  readonly traceId?: InputMaybe<Scalars['String']['input']>;
  /** What ties the review to the work that needs it, at most 200 characters; the trace when left out. */
  readonly correlationId?: InputMaybe<Scalars['String']['input']>;
  /** The same key with the same input has one effect and one answer. */
  readonly idempotencyKey?: InputMaybe<Scalars['String']['input']>;
};

/** What became of the request for a review. */
export type RequestReviewPayload = {
  readonly __typename?: 'RequestReviewPayload';
  /** The review; null when it was refused. */
  readonly reviewRequest?: Maybe<ReviewRequest>;
  /** Why it was refused; empty when it was not. */
  readonly userErrors: ReadonlyArray<UserError>;
};

/** Which review to claim. */
export type ClaimReviewInput = {
  /** The review's identity. */
  readonly reviewRequestId: Scalars['ID']['input'];
  /** Refuses when the review has changed since this version. */
  readonly expectedVersion?: InputMaybe<Scalars['Int']['input']>;
  /** The same key with the same input has one effect and one answer. */
  readonly idempotencyKey?: InputMaybe<Scalars['String']['input']>;
};

/** What became of the claim. */
export type ClaimReviewPayload = {
  readonly __typename?: 'ClaimReviewPayload';
  /** The claimed review; null when it was refused. */
  readonly reviewRequest?: Maybe<ReviewRequest>;
  /** Why it was refused; empty when it was not. */
  readonly userErrors: ReadonlyArray<UserError>;
};

/** Which review to approve, and under which conditions. */
export type ApproveReviewInput = {
  /** The review's identity. */
  readonly reviewRequestId: Scalars['ID']['input'];
  /** What the approval depends on; at most 20. */
  readonly conditions?: ReadonlyArray<DecisionConditionInput>;
  /** Why it is approved, at most 4,000 characters. */
  readonly rationale?: InputMaybe<Scalars['String']['input']>;
  /** Refuses when the review has changed since this version. */
  readonly expectedVersion?: InputMaybe<Scalars['Int']['input']>;
  /** The same key with the same input has one effect and one answer. */
  readonly idempotencyKey?: InputMaybe<Scalars['String']['input']>;
};

/** What an approval depends on. */
export type DecisionConditionInput = {
  /** What has to be done, at most 1,000 characters. */
  readonly text: Scalars['String']['input'];
  /** Before when it has to be done; it lies in the future. */
  readonly mustResolveBefore: Scalars['DateTime']['input'];
};

/** What became of the approval. */
export type ApproveReviewPayload = {
  readonly __typename?: 'ApproveReviewPayload';
  /** The approved review; null when it was refused. */
  readonly reviewRequest?: Maybe<ReviewRequest>;
  /** The record of the decision; null when it was refused. */
  readonly reviewDecision?: Maybe<ReviewDecision>;
  /** Why it was refused; empty when it was not. */
  readonly userErrors: ReadonlyArray<UserError>;
};

/** Which review to reject, and why. */
export type RejectReviewInput = {
  /** The review's identity. */
  readonly reviewRequestId: Scalars['ID']['input'];
  /** Why it is rejected, at most 4,000 characters. */
  readonly rationale: Scalars['String']['input'];
  /** Refuses when the review has changed since this version. */
  readonly expectedVersion?: InputMaybe<Scalars['Int']['input']>;
  /** The same key with the same input has one effect and one answer. */
  readonly idempotencyKey?: InputMaybe<Scalars['String']['input']>;
};

/** What became of the rejection. */
export type RejectReviewPayload = {
  readonly __typename?: 'RejectReviewPayload';
  /** The rejected review; null when it was refused. */
  readonly reviewRequest?: Maybe<ReviewRequest>;
  /** The record of the decision; null when it was refused. */
  readonly reviewDecision?: Maybe<ReviewDecision>;
  /** Why it was refused; empty when it was not. */
  readonly userErrors: ReadonlyArray<UserError>;
};

/** What has to be done before a revision. */
export type RequestChangesInput = {
  /** The review's identity. */
  readonly reviewRequestId: Scalars['ID']['input'];
  /** What has to be done; 1 item or more, at most 200 over all rounds of the review. */
  readonly items: ReadonlyArray<ChangeRequestItemInput>;
  /** Why, where the items do not tell, at most 4,000 characters. */
  readonly rationale?: InputMaybe<Scalars['String']['input']>;
  /** Refuses when the review has changed since this version. */
  readonly expectedVersion?: InputMaybe<Scalars['Int']['input']>;
  /** The same key with the same input has one effect and one answer. */
  readonly idempotencyKey?: InputMaybe<Scalars['String']['input']>;
};

/** A change that is requested. */
export type ChangeRequestItemInput = {
  /** What has to be done, at most 2,000 characters. */
  readonly description: Scalars['String']['input'];
};

/** What became of the request for changes. */
export type RequestChangesPayload = {
  readonly __typename?: 'RequestChangesPayload';
  /** The review that was sent back; null when it was refused. */
  readonly reviewRequest?: Maybe<ReviewRequest>;
  /** The record of the decision; null when it was refused. */
  readonly reviewDecision?: Maybe<ReviewDecision>;
  /** Why it was refused; empty when it was not. */
  readonly userErrors: ReadonlyArray<UserError>;
};

/** Which item is resolved. */
export type ResolveChangeRequestItemInput = {
  /** The review's identity. */
  readonly reviewRequestId: Scalars['ID']['input'];
  /** The item's identity. */
  readonly itemId: Scalars['ID']['input'];
  /** Refuses when the review has changed since this version. */
  readonly expectedVersion?: InputMaybe<Scalars['Int']['input']>;
  /** The same key with the same input has one effect and one answer. */
  readonly idempotencyKey?: InputMaybe<Scalars['String']['input']>;
};

/** What became of the item. */
export type ResolveChangeRequestItemPayload = {
  readonly __typename?: 'ResolveChangeRequestItemPayload';
  /** The review with the item resolved; null when it was refused. */
  readonly reviewRequest?: Maybe<ReviewRequest>;
  /** Why it was refused; empty when it was not. */
  readonly userErrors: ReadonlyArray<UserError>;
};

/** A later version of a subject that was sent back. */
export type SubmitRevisionInput = {
  /** The review's identity. */
  readonly reviewRequestId: Scalars['ID']['input'];
  /** The subject's version, above the one that was reviewed. */
  readonly subjectVersion: Scalars['Int']['input'];
  /** A preview of this version. */
  readonly previewSessionId?: InputMaybe<Scalars['ID']['input']>;
  /** Refuses when the review has changed since this version. */
  readonly expectedVersion?: InputMaybe<Scalars['Int']['input']>;
  /** The same key with the same input has one effect and one answer. */
  readonly idempotencyKey?: InputMaybe<Scalars['String']['input']>;
};

/** What became of the revision. */
export type SubmitRevisionPayload = {
  readonly __typename?: 'SubmitRevisionPayload';
  /** The review, pending again; null when it was refused. */
  readonly reviewRequest?: Maybe<ReviewRequest>;
  /** Why it was refused; empty when it was not. */
  readonly userErrors: ReadonlyArray<UserError>;
};

/** Which review to escalate, and why. */
export type EscalateReviewInput = {
  /** The review's identity. */
  readonly reviewRequestId: Scalars['ID']['input'];
  /** Why it is escalated, at most 2,000 characters. */
  readonly reason: Scalars['String']['input'];
  /** Refuses when the review has changed since this version. */
  readonly expectedVersion?: InputMaybe<Scalars['Int']['input']>;
  /** The same key with the same input has one effect and one answer. */
  readonly idempotencyKey?: InputMaybe<Scalars['String']['input']>;
};

/** What became of the escalation. */
export type EscalateReviewPayload = {
  readonly __typename?: 'EscalateReviewPayload';
  /** The escalated review; null when it was refused. */
  readonly reviewRequest?: Maybe<ReviewRequest>;
  /** Why it was refused; empty when it was not. */
  readonly userErrors: ReadonlyArray<UserError>;
};

/** Which review to override, and why. */
export type OverrideReviewInput = {
  /** The review's identity. */
  readonly reviewRequestId: Scalars['ID']['input'];
  /** Why it is overridden, at most 4,000 characters. */
  readonly rationale: Scalars['String']['input'];
  /** Refuses when the review has changed since this version. */
  readonly expectedVersion?: InputMaybe<Scalars['Int']['input']>;
  /** The same key with the same input has one effect and one answer. */
  readonly idempotencyKey?: InputMaybe<Scalars['String']['input']>;
};

/** What became of the override. */
export type OverrideReviewPayload = {
  readonly __typename?: 'OverrideReviewPayload';
  /** The overridden review; null when it was refused. */
  readonly reviewRequest?: Maybe<ReviewRequest>;
  /** The record of the decision; null when it was refused. */
  readonly reviewDecision?: Maybe<ReviewDecision>;
  /** Why it was refused; empty when it was not. */
  readonly userErrors: ReadonlyArray<UserError>;
};

/** Which decision to correct, and how. */
export type SupersedeDecisionInput = {
  /** Identity of the decision to correct; it may not be superseded yet. */
  readonly reviewDecisionId: Scalars['ID']['input'];
  /** The rationale as it should have been, and why it is corrected, at most 4,000 characters. */
  readonly rationale: Scalars['String']['input'];
  /** The conditions as they should have been; only an approval has any, at most 20. */
  readonly conditions?: ReadonlyArray<DecisionConditionInput>;
  /** The same key with the same input has one effect and one answer. */
  readonly idempotencyKey?: InputMaybe<Scalars['String']['input']>;
};

/** What became of the correction. */
export type SupersedeDecisionPayload = {
  readonly __typename?: 'SupersedeDecisionPayload';
  /** The new record; null when it was refused. */
  readonly reviewDecision?: Maybe<ReviewDecision>;
  /** Why it was refused; empty when it was not. */
  readonly userErrors: ReadonlyArray<UserError>;
};

export type Subscription = {
  readonly __typename?: 'Subscription';
  /** What happens to the reviews of the caller's tenant, in order. */
  readonly reviewQueueUpdated: ReviewUpdate;
  /** What happens to one review of the caller's tenant, in order. */
  readonly reviewRequestUpdated: ReviewUpdate;
};


export type SubscriptionReviewQueueUpdatedArgs = {
  projectId?: InputMaybe<Scalars['ID']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
};


export type SubscriptionReviewRequestUpdatedArgs = {
  reviewRequestId: Scalars['ID']['input'];
  after?: InputMaybe<Scalars['String']['input']>;
};

/** Something that happened to a review. */
export type ReviewUpdate = {
  readonly __typename?: 'ReviewUpdate';
  /** What happened. */
  readonly event: ReviewEventType;
  /** To be given as `after` to resume behind this update. */
  readonly cursor: Scalars['String']['output'];
  /** When it happened. */
  readonly occurredAt: Scalars['DateTime']['output'];
  /** The review as it is now, which may be later than the event. */
  readonly reviewRequest?: Maybe<ReviewRequest>;
};

/** What can happen to a review. */
export type ReviewEventType =
  /** It was raised. */
  | 'REVIEW_REQUESTED'
  /** Somebody claimed it. */
  | 'REVIEW_CLAIMED'
  /** It was sent back to its raiser. */
  | 'CHANGES_REQUESTED'
  /** A requested change was made. */
  | 'REVIEW_CHANGE_ITEM_RESOLVED'
  /** A later version of its subject was put up for review. */
  | 'REVIEW_REVISION_SUBMITTED'
  /** It was handed to higher authority, by a reviewer or by its SLA. */
  | 'REVIEW_ESCALATED'
  /** It was approved. */
  | 'REVIEW_APPROVED'
  /** It was rejected. */
  | 'REVIEW_REJECTED'
  /** A human result took the place of an agent's. */
  | 'AGENT_DECISION_OVERRIDDEN'
  /** Nobody claimed it in time. */
  | 'REVIEW_EXPIRED'
  /** A decision about it was recorded, or corrected. */
  | 'REVIEW_DECISION_RECORDED';



export type ResolverTypeWrapper<T> = Promise<T> | T;

export type ReferenceResolver<TResult, TReference, TContext> = (
      reference: TReference,
      context: TContext,
      info: GraphQLResolveInfo
    ) => Promise<TResult> | TResult;

      type ScalarCheck<T, S> = S extends true ? T : NullableCheck<T, S>;
      type NullableCheck<T, S> = Maybe<T> extends T ? Maybe<ListCheck<NonNullable<T>, S>> : ListCheck<T, S>;
      type ListCheck<T, S> = T extends (infer U)[] ? NullableCheck<U, S>[] : GraphQLRecursivePick<T, S>;
      export type GraphQLRecursivePick<T, S> = { [K in keyof T & keyof S]: ScalarCheck<T[K], S[K]> };
    
export type Resolver<TResult, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> = ResolverFn<TResult, TParent, TContext, TArgs>;

export type ResolverFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => Promise<TResult> | TResult;

export type SubscriptionSubscribeFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => AsyncIterable<TResult> | Promise<AsyncIterable<TResult>>;

export type SubscriptionResolveFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => TResult | Promise<TResult>;

export interface SubscriptionSubscriberObject<TResult, TKey extends string, TParent, TContext, TArgs> {
  subscribe: SubscriptionSubscribeFn<{ [key in TKey]: TResult }, TParent, TContext, TArgs>;
  resolve?: SubscriptionResolveFn<TResult, { [key in TKey]: TResult }, TContext, TArgs>;
}

export interface SubscriptionResolverObject<TResult, TParent, TContext, TArgs> {
  subscribe: SubscriptionSubscribeFn<any, TParent, TContext, TArgs>;
  resolve: SubscriptionResolveFn<TResult, any, TContext, TArgs>;
}

export type SubscriptionObject<TResult, TKey extends string, TParent, TContext, TArgs> =
  | SubscriptionSubscriberObject<TResult, TKey, TParent, TContext, TArgs>
  | SubscriptionResolverObject<TResult, TParent, TContext, TArgs>;

export type SubscriptionResolver<TResult, TKey extends string, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> =
  | ((...args: any[]) => SubscriptionObject<TResult, TKey, TParent, TContext, TArgs>)
  | SubscriptionObject<TResult, TKey, TParent, TContext, TArgs>;

export type TypeResolveFn<TTypes, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>> = (
  parent: TParent,
  context: TContext,
  info: GraphQLResolveInfo
) => Maybe<TTypes> | Promise<Maybe<TTypes>>;

export type IsTypeOfResolverFn<T = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>> = (obj: T, context: TContext, info: GraphQLResolveInfo) => boolean | Promise<boolean>;

export type NextResolverFn<T> = () => Promise<T>;

export type DirectiveResolverFn<TResult = Record<PropertyKey, never>, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> = (
  next: NextResolverFn<TResult>,
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => TResult | Promise<TResult>;

/** Mapping of federation types */
export type FederationTypes = {
  ReviewRequest: ReviewRequest;
  ReviewDecision: ReviewDecision;
  Project: Project;
};

/** Mapping of federation reference types */
export type FederationReferenceTypes = {
  ReviewRequest:
    ( { __typename: 'ReviewRequest' }
    & GraphQLRecursivePick<FederationTypes['ReviewRequest'], {"id":true}> );
  ReviewDecision:
    ( { __typename: 'ReviewDecision' }
    & GraphQLRecursivePick<FederationTypes['ReviewDecision'], {"id":true}> );
  Project:
    ( { __typename: 'Project' }
    & GraphQLRecursivePick<FederationTypes['Project'], {"id":true}> );
};



/** Mapping between all available schema types and the resolvers types */
export type ResolversTypes = {
  DateTime: ResolverTypeWrapper<Scalars['DateTime']['output']>;
  JSON: ResolverTypeWrapper<Scalars['JSON']['output']>;
  PageInfo: ResolverTypeWrapper<PageInfo>;
  Boolean: ResolverTypeWrapper<Scalars['Boolean']['output']>;
  String: ResolverTypeWrapper<Scalars['String']['output']>;
  OrderDirection: OrderDirection;
  UserError: ResolverTypeWrapper<UserError>;
  UserErrorCode: UserErrorCode;
  ReviewRequest: ResolverTypeWrapper<ReviewRequestState>;
  ID: ResolverTypeWrapper<Scalars['ID']['output']>;
  Int: ResolverTypeWrapper<Scalars['Int']['output']>;
  ReviewStatus: ReviewStatus;
  ReviewSubjectType: ReviewSubjectType;
  Priority: Priority;
  ReviewRole: ReviewRole;
  ReviewSubjectRef: ResolverTypeWrapper<ReviewSubjectRefState>;
  SlaWindow: ResolverTypeWrapper<SlaWindowState>;
  ChangeRequestItem: ResolverTypeWrapper<ChangeRequestItemState>;
  ReviewDecision: ResolverTypeWrapper<ReviewDecisionState>;
  Decision: Decision;
  DecisionCondition: ResolverTypeWrapper<DecisionConditionState>;
  Project: ResolverTypeWrapper<Omit<Project, 'reviewQueue'> & { reviewQueue?: Maybe<ResolversTypes['ReviewRequestConnection']> }>;
  User: ResolverTypeWrapper<User>;
  ApprovalRequest: ResolverTypeWrapper<ApprovalRequest>;
  TraceRecord: ResolverTypeWrapper<TraceRecord>;
  ReviewRequestConnection: ResolverTypeWrapper<Omit<ReviewRequestConnection, 'edges' | 'nodes'> & { edges: ReadonlyArray<ResolversTypes['ReviewRequestEdge']>, nodes: ReadonlyArray<ResolversTypes['ReviewRequest']> }>;
  ReviewRequestEdge: ResolverTypeWrapper<Omit<ReviewRequestEdge, 'node'> & { node: ResolversTypes['ReviewRequest'] }>;
  ReviewQueueFilter: ReviewQueueFilter;
  ReviewQueueOrder: ReviewQueueOrder;
  ReviewQueueOrderField: ReviewQueueOrderField;
  ReviewDecisionConnection: ResolverTypeWrapper<Omit<ReviewDecisionConnection, 'edges' | 'nodes'> & { edges: ReadonlyArray<ResolversTypes['ReviewDecisionEdge']>, nodes: ReadonlyArray<ResolversTypes['ReviewDecision']> }>;
  ReviewDecisionEdge: ResolverTypeWrapper<Omit<ReviewDecisionEdge, 'node'> & { node: ResolversTypes['ReviewDecision'] }>;
  ReviewDecisionFilter: ReviewDecisionFilter;
  Query: ResolverTypeWrapper<Record<PropertyKey, never>>;
  Mutation: ResolverTypeWrapper<Record<PropertyKey, never>>;
  RequestReviewInput: RequestReviewInput;
  RequestReviewPayload: ResolverTypeWrapper<Omit<RequestReviewPayload, 'reviewRequest'> & { reviewRequest?: Maybe<ResolversTypes['ReviewRequest']> }>;
  ClaimReviewInput: ClaimReviewInput;
  ClaimReviewPayload: ResolverTypeWrapper<Omit<ClaimReviewPayload, 'reviewRequest'> & { reviewRequest?: Maybe<ResolversTypes['ReviewRequest']> }>;
  ApproveReviewInput: ApproveReviewInput;
  DecisionConditionInput: DecisionConditionInput;
  ApproveReviewPayload: ResolverTypeWrapper<Omit<ApproveReviewPayload, 'reviewRequest' | 'reviewDecision'> & { reviewRequest?: Maybe<ResolversTypes['ReviewRequest']>, reviewDecision?: Maybe<ResolversTypes['ReviewDecision']> }>;
  RejectReviewInput: RejectReviewInput;
  RejectReviewPayload: ResolverTypeWrapper<Omit<RejectReviewPayload, 'reviewRequest' | 'reviewDecision'> & { reviewRequest?: Maybe<ResolversTypes['ReviewRequest']>, reviewDecision?: Maybe<ResolversTypes['ReviewDecision']> }>;
  RequestChangesInput: RequestChangesInput;
  ChangeRequestItemInput: ChangeRequestItemInput;
  RequestChangesPayload: ResolverTypeWrapper<Omit<RequestChangesPayload, 'reviewRequest' | 'reviewDecision'> & { reviewRequest?: Maybe<ResolversTypes['ReviewRequest']>, reviewDecision?: Maybe<ResolversTypes['ReviewDecision']> }>;
  ResolveChangeRequestItemInput: ResolveChangeRequestItemInput;
  ResolveChangeRequestItemPayload: ResolverTypeWrapper<Omit<ResolveChangeRequestItemPayload, 'reviewRequest'> & { reviewRequest?: Maybe<ResolversTypes['ReviewRequest']> }>;
  SubmitRevisionInput: SubmitRevisionInput;
  SubmitRevisionPayload: ResolverTypeWrapper<Omit<SubmitRevisionPayload, 'reviewRequest'> & { reviewRequest?: Maybe<ResolversTypes['ReviewRequest']> }>;
  EscalateReviewInput: EscalateReviewInput;
  EscalateReviewPayload: ResolverTypeWrapper<Omit<EscalateReviewPayload, 'reviewRequest'> & { reviewRequest?: Maybe<ResolversTypes['ReviewRequest']> }>;
  OverrideReviewInput: OverrideReviewInput;
  OverrideReviewPayload: ResolverTypeWrapper<Omit<OverrideReviewPayload, 'reviewRequest' | 'reviewDecision'> & { reviewRequest?: Maybe<ResolversTypes['ReviewRequest']>, reviewDecision?: Maybe<ResolversTypes['ReviewDecision']> }>;
  SupersedeDecisionInput: SupersedeDecisionInput;
  SupersedeDecisionPayload: ResolverTypeWrapper<Omit<SupersedeDecisionPayload, 'reviewDecision'> & { reviewDecision?: Maybe<ResolversTypes['ReviewDecision']> }>;
  Subscription: ResolverTypeWrapper<Record<PropertyKey, never>>;
  ReviewUpdate: ResolverTypeWrapper<Omit<ReviewUpdate, 'reviewRequest'> & { reviewRequest?: Maybe<ResolversTypes['ReviewRequest']> }>;
  ReviewEventType: ReviewEventType;
};

/** Mapping between all available schema types and the resolvers parents */
export type ResolversParentTypes = {
  DateTime: Scalars['DateTime']['output'];
  JSON: Scalars['JSON']['output'];
  PageInfo: PageInfo;
  Boolean: Scalars['Boolean']['output'];
  String: Scalars['String']['output'];
  UserError: UserError;
  ReviewRequest: ReviewRequestState;
  ID: Scalars['ID']['output'];
  Int: Scalars['Int']['output'];
  ReviewSubjectRef: ReviewSubjectRefState;
  SlaWindow: SlaWindowState;
  ChangeRequestItem: ChangeRequestItemState;
  ReviewDecision: ReviewDecisionState;
  DecisionCondition: DecisionConditionState;
  Project: Omit<Project, 'reviewQueue'> & { reviewQueue?: Maybe<ResolversParentTypes['ReviewRequestConnection']> } | FederationReferenceTypes['Project'];
  User: User;
  ApprovalRequest: ApprovalRequest;
  TraceRecord: TraceRecord;
  ReviewRequestConnection: Omit<ReviewRequestConnection, 'edges' | 'nodes'> & { edges: ReadonlyArray<ResolversParentTypes['ReviewRequestEdge']>, nodes: ReadonlyArray<ResolversParentTypes['ReviewRequest']> };
  ReviewRequestEdge: Omit<ReviewRequestEdge, 'node'> & { node: ResolversParentTypes['ReviewRequest'] };
  ReviewQueueFilter: ReviewQueueFilter;
  ReviewQueueOrder: ReviewQueueOrder;
  ReviewDecisionConnection: Omit<ReviewDecisionConnection, 'edges' | 'nodes'> & { edges: ReadonlyArray<ResolversParentTypes['ReviewDecisionEdge']>, nodes: ReadonlyArray<ResolversParentTypes['ReviewDecision']> };
  ReviewDecisionEdge: Omit<ReviewDecisionEdge, 'node'> & { node: ResolversParentTypes['ReviewDecision'] };
  ReviewDecisionFilter: ReviewDecisionFilter;
  Query: Record<PropertyKey, never>;
  Mutation: Record<PropertyKey, never>;
  RequestReviewInput: RequestReviewInput;
  RequestReviewPayload: Omit<RequestReviewPayload, 'reviewRequest'> & { reviewRequest?: Maybe<ResolversParentTypes['ReviewRequest']> };
  ClaimReviewInput: ClaimReviewInput;
  ClaimReviewPayload: Omit<ClaimReviewPayload, 'reviewRequest'> & { reviewRequest?: Maybe<ResolversParentTypes['ReviewRequest']> };
  ApproveReviewInput: ApproveReviewInput;
  DecisionConditionInput: DecisionConditionInput;
  ApproveReviewPayload: Omit<ApproveReviewPayload, 'reviewRequest' | 'reviewDecision'> & { reviewRequest?: Maybe<ResolversParentTypes['ReviewRequest']>, reviewDecision?: Maybe<ResolversParentTypes['ReviewDecision']> };
  RejectReviewInput: RejectReviewInput;
  RejectReviewPayload: Omit<RejectReviewPayload, 'reviewRequest' | 'reviewDecision'> & { reviewRequest?: Maybe<ResolversParentTypes['ReviewRequest']>, reviewDecision?: Maybe<ResolversParentTypes['ReviewDecision']> };
  RequestChangesInput: RequestChangesInput;
  ChangeRequestItemInput: ChangeRequestItemInput;
  RequestChangesPayload: Omit<RequestChangesPayload, 'reviewRequest' | 'reviewDecision'> & { reviewRequest?: Maybe<ResolversParentTypes['ReviewRequest']>, reviewDecision?: Maybe<ResolversParentTypes['ReviewDecision']> };
  ResolveChangeRequestItemInput: ResolveChangeRequestItemInput;
  ResolveChangeRequestItemPayload: Omit<ResolveChangeRequestItemPayload, 'reviewRequest'> & { reviewRequest?: Maybe<ResolversParentTypes['ReviewRequest']> };
  SubmitRevisionInput: SubmitRevisionInput;
  SubmitRevisionPayload: Omit<SubmitRevisionPayload, 'reviewRequest'> & { reviewRequest?: Maybe<ResolversParentTypes['ReviewRequest']> };
  EscalateReviewInput: EscalateReviewInput;
  EscalateReviewPayload: Omit<EscalateReviewPayload, 'reviewRequest'> & { reviewRequest?: Maybe<ResolversParentTypes['ReviewRequest']> };
  OverrideReviewInput: OverrideReviewInput;
  OverrideReviewPayload: Omit<OverrideReviewPayload, 'reviewRequest' | 'reviewDecision'> & { reviewRequest?: Maybe<ResolversParentTypes['ReviewRequest']>, reviewDecision?: Maybe<ResolversParentTypes['ReviewDecision']> };
  SupersedeDecisionInput: SupersedeDecisionInput;
  SupersedeDecisionPayload: Omit<SupersedeDecisionPayload, 'reviewDecision'> & { reviewDecision?: Maybe<ResolversParentTypes['ReviewDecision']> };
  Subscription: Record<PropertyKey, never>;
  ReviewUpdate: Omit<ReviewUpdate, 'reviewRequest'> & { reviewRequest?: Maybe<ResolversParentTypes['ReviewRequest']> };
};

export interface DateTimeScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['DateTime'], any> {
  name: 'DateTime';
}

export interface JsonScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['JSON'], any> {
  name: 'JSON';
}

export type PageInfoResolvers<ContextType = Context, ParentType extends ResolversParentTypes['PageInfo'] = ResolversParentTypes['PageInfo']> = {
  hasNextPage?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  hasPreviousPage?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  startCursor?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  endCursor?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type UserErrorResolvers<ContextType = Context, ParentType extends ResolversParentTypes['UserError'] = ResolversParentTypes['UserError']> = {
  code?: Resolver<ResolversTypes['UserErrorCode'], ParentType, ContextType>;
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  field?: Resolver<Maybe<ReadonlyArray<ResolversTypes['String']>>, ParentType, ContextType>;
};

export type ReviewRequestResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ReviewRequest'] = ResolversParentTypes['ReviewRequest'], FederationReferenceType extends FederationReferenceTypes['ReviewRequest'] = FederationReferenceTypes['ReviewRequest']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['ReviewRequest']> | FederationReferenceType, FederationReferenceType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  version?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  projectId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  project?: Resolver<Maybe<ResolversTypes['Project']>, ParentType, ContextType>;
  subjectType?: Resolver<ResolversTypes['ReviewSubjectType'], ParentType, ContextType>;
  subjectId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  subject?: Resolver<ResolversTypes['ReviewSubjectRef'], ParentType, ContextType>;
  raisedByUserId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  raisedBy?: Resolver<Maybe<ResolversTypes['User']>, ParentType, ContextType>;
  requiredRole?: Resolver<Maybe<ResolversTypes['ReviewRole']>, ParentType, ContextType>;
  priority?: Resolver<ResolversTypes['Priority'], ParentType, ContextType>;
  status?: Resolver<ResolversTypes['ReviewStatus'], ParentType, ContextType>;
  claimedByUserId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  claimedBy?: Resolver<Maybe<ResolversTypes['User']>, ParentType, ContextType>;
  slaDueAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  slaWindow?: Resolver<ResolversTypes['SlaWindow'], ParentType, ContextType>;
  lapsesAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  isOverdue?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  changeRequestItems?: Resolver<ReadonlyArray<ResolversTypes['ChangeRequestItem']>, ParentType, ContextType>;
  escalationReason?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  decisions?: Resolver<ReadonlyArray<ResolversTypes['ReviewDecision']>, ParentType, ContextType>;
  approvalRequestId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  approvalRequest?: Resolver<Maybe<ResolversTypes['ApprovalRequest']>, ParentType, ContextType>;
  traceId?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  trace?: Resolver<Maybe<ResolversTypes['TraceRecord']>, ParentType, ContextType>;
  correlationId?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  viewerCanClaim?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  viewerCanDecide?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  updatedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
};

export type ReviewSubjectRefResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ReviewSubjectRef'] = ResolversParentTypes['ReviewSubjectRef']> = {
  subjectType?: Resolver<ResolversTypes['ReviewSubjectType'], ParentType, ContextType>;
  subjectId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  version?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  previewSessionId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
};

export type SlaWindowResolvers<ContextType = Context, ParentType extends ResolversParentTypes['SlaWindow'] = ResolversParentTypes['SlaWindow']> = {
  raisedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  dueAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
};

export type ChangeRequestItemResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ChangeRequestItem'] = ResolversParentTypes['ChangeRequestItem']> = {
  itemId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  description?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  resolved?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
};

export type ReviewDecisionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ReviewDecision'] = ResolversParentTypes['ReviewDecision'], FederationReferenceType extends FederationReferenceTypes['ReviewDecision'] = FederationReferenceTypes['ReviewDecision']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['ReviewDecision']> | FederationReferenceType, FederationReferenceType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  reviewRequestId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  reviewRequest?: Resolver<Maybe<ResolversTypes['ReviewRequest']>, ParentType, ContextType>;
  decision?: Resolver<ResolversTypes['Decision'], ParentType, ContextType>;
  reviewerUserId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  reviewer?: Resolver<Maybe<ResolversTypes['User']>, ParentType, ContextType>;
  rationale?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  conditions?: Resolver<ReadonlyArray<ResolversTypes['DecisionCondition']>, ParentType, ContextType>;
  isOverride?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  supersedes?: Resolver<Maybe<ResolversTypes['ReviewDecision']>, ParentType, ContextType>;
  supersededBy?: Resolver<Maybe<ResolversTypes['ReviewDecision']>, ParentType, ContextType>;
  decidedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  traceId?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  correlationId?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type DecisionConditionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['DecisionCondition'] = ResolversParentTypes['DecisionCondition']> = {
  text?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  mustResolveBefore?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
};

export type ProjectResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Project'] = ResolversParentTypes['Project'], FederationReferenceType extends FederationReferenceTypes['Project'] = FederationReferenceTypes['Project']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['Project']> | FederationReferenceType, FederationReferenceType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  reviewQueue?: Resolver<Maybe<ResolversTypes['ReviewRequestConnection']>, ParentType, ContextType, RequireFields<ProjectReviewQueueArgs, 'orderBy' | 'first'>>;
};

export type UserResolvers<ContextType = Context, ParentType extends ResolversParentTypes['User'] = ResolversParentTypes['User']> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
};

export type ApprovalRequestResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ApprovalRequest'] = ResolversParentTypes['ApprovalRequest']> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
};

export type TraceRecordResolvers<ContextType = Context, ParentType extends ResolversParentTypes['TraceRecord'] = ResolversParentTypes['TraceRecord']> = {
  traceId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
};

export type ReviewRequestConnectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ReviewRequestConnection'] = ResolversParentTypes['ReviewRequestConnection']> = {
  edges?: Resolver<ReadonlyArray<ResolversTypes['ReviewRequestEdge']>, ParentType, ContextType>;
  nodes?: Resolver<ReadonlyArray<ResolversTypes['ReviewRequest']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
  liveCursor?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type ReviewRequestEdgeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ReviewRequestEdge'] = ResolversParentTypes['ReviewRequestEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['ReviewRequest'], ParentType, ContextType>;
};

export type ReviewDecisionConnectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ReviewDecisionConnection'] = ResolversParentTypes['ReviewDecisionConnection']> = {
  edges?: Resolver<ReadonlyArray<ResolversTypes['ReviewDecisionEdge']>, ParentType, ContextType>;
  nodes?: Resolver<ReadonlyArray<ResolversTypes['ReviewDecision']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type ReviewDecisionEdgeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ReviewDecisionEdge'] = ResolversParentTypes['ReviewDecisionEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['ReviewDecision'], ParentType, ContextType>;
};

export type QueryResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Query'] = ResolversParentTypes['Query']> = {
  reviewQueue?: Resolver<Maybe<ResolversTypes['ReviewRequestConnection']>, ParentType, ContextType, RequireFields<QueryReviewQueueArgs, 'orderBy' | 'first'>>;
  reviewRequest?: Resolver<Maybe<ResolversTypes['ReviewRequest']>, ParentType, ContextType, RequireFields<QueryReviewRequestArgs, 'id'>>;
  reviewDecisions?: Resolver<Maybe<ResolversTypes['ReviewDecisionConnection']>, ParentType, ContextType, RequireFields<QueryReviewDecisionsArgs, 'first'>>;
};

export type MutationResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Mutation'] = ResolversParentTypes['Mutation']> = {
  requestReview?: Resolver<ResolversTypes['RequestReviewPayload'], ParentType, ContextType, RequireFields<MutationRequestReviewArgs, 'input'>>;
  claimReview?: Resolver<ResolversTypes['ClaimReviewPayload'], ParentType, ContextType, RequireFields<MutationClaimReviewArgs, 'input'>>;
  approveReview?: Resolver<ResolversTypes['ApproveReviewPayload'], ParentType, ContextType, RequireFields<MutationApproveReviewArgs, 'input'>>;
  rejectReview?: Resolver<ResolversTypes['RejectReviewPayload'], ParentType, ContextType, RequireFields<MutationRejectReviewArgs, 'input'>>;
  requestChanges?: Resolver<ResolversTypes['RequestChangesPayload'], ParentType, ContextType, RequireFields<MutationRequestChangesArgs, 'input'>>;
  resolveChangeRequestItem?: Resolver<ResolversTypes['ResolveChangeRequestItemPayload'], ParentType, ContextType, RequireFields<MutationResolveChangeRequestItemArgs, 'input'>>;
  submitRevision?: Resolver<ResolversTypes['SubmitRevisionPayload'], ParentType, ContextType, RequireFields<MutationSubmitRevisionArgs, 'input'>>;
  escalateReview?: Resolver<ResolversTypes['EscalateReviewPayload'], ParentType, ContextType, RequireFields<MutationEscalateReviewArgs, 'input'>>;
  overrideReview?: Resolver<ResolversTypes['OverrideReviewPayload'], ParentType, ContextType, RequireFields<MutationOverrideReviewArgs, 'input'>>;
  supersedeDecision?: Resolver<ResolversTypes['SupersedeDecisionPayload'], ParentType, ContextType, RequireFields<MutationSupersedeDecisionArgs, 'input'>>;
};

export type RequestReviewPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['RequestReviewPayload'] = ResolversParentTypes['RequestReviewPayload']> = {
  reviewRequest?: Resolver<Maybe<ResolversTypes['ReviewRequest']>, ParentType, ContextType>;
  userErrors?: Resolver<ReadonlyArray<ResolversTypes['UserError']>, ParentType, ContextType>;
};

export type ClaimReviewPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ClaimReviewPayload'] = ResolversParentTypes['ClaimReviewPayload']> = {
  reviewRequest?: Resolver<Maybe<ResolversTypes['ReviewRequest']>, ParentType, ContextType>;
  userErrors?: Resolver<ReadonlyArray<ResolversTypes['UserError']>, ParentType, ContextType>;
};

export type ApproveReviewPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ApproveReviewPayload'] = ResolversParentTypes['ApproveReviewPayload']> = {
  reviewRequest?: Resolver<Maybe<ResolversTypes['ReviewRequest']>, ParentType, ContextType>;
  reviewDecision?: Resolver<Maybe<ResolversTypes['ReviewDecision']>, ParentType, ContextType>;
  userErrors?: Resolver<ReadonlyArray<ResolversTypes['UserError']>, ParentType, ContextType>;
};

export type RejectReviewPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['RejectReviewPayload'] = ResolversParentTypes['RejectReviewPayload']> = {
  reviewRequest?: Resolver<Maybe<ResolversTypes['ReviewRequest']>, ParentType, ContextType>;
  reviewDecision?: Resolver<Maybe<ResolversTypes['ReviewDecision']>, ParentType, ContextType>;
  userErrors?: Resolver<ReadonlyArray<ResolversTypes['UserError']>, ParentType, ContextType>;
};

export type RequestChangesPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['RequestChangesPayload'] = ResolversParentTypes['RequestChangesPayload']> = {
  reviewRequest?: Resolver<Maybe<ResolversTypes['ReviewRequest']>, ParentType, ContextType>;
  reviewDecision?: Resolver<Maybe<ResolversTypes['ReviewDecision']>, ParentType, ContextType>;
  userErrors?: Resolver<ReadonlyArray<ResolversTypes['UserError']>, ParentType, ContextType>;
};

export type ResolveChangeRequestItemPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ResolveChangeRequestItemPayload'] = ResolversParentTypes['ResolveChangeRequestItemPayload']> = {
  reviewRequest?: Resolver<Maybe<ResolversTypes['ReviewRequest']>, ParentType, ContextType>;
  userErrors?: Resolver<ReadonlyArray<ResolversTypes['UserError']>, ParentType, ContextType>;
};

export type SubmitRevisionPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['SubmitRevisionPayload'] = ResolversParentTypes['SubmitRevisionPayload']> = {
  reviewRequest?: Resolver<Maybe<ResolversTypes['ReviewRequest']>, ParentType, ContextType>;
  userErrors?: Resolver<ReadonlyArray<ResolversTypes['UserError']>, ParentType, ContextType>;
};

export type EscalateReviewPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['EscalateReviewPayload'] = ResolversParentTypes['EscalateReviewPayload']> = {
  reviewRequest?: Resolver<Maybe<ResolversTypes['ReviewRequest']>, ParentType, ContextType>;
  userErrors?: Resolver<ReadonlyArray<ResolversTypes['UserError']>, ParentType, ContextType>;
};

export type OverrideReviewPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['OverrideReviewPayload'] = ResolversParentTypes['OverrideReviewPayload']> = {
  reviewRequest?: Resolver<Maybe<ResolversTypes['ReviewRequest']>, ParentType, ContextType>;
  reviewDecision?: Resolver<Maybe<ResolversTypes['ReviewDecision']>, ParentType, ContextType>;
  userErrors?: Resolver<ReadonlyArray<ResolversTypes['UserError']>, ParentType, ContextType>;
};

export type SupersedeDecisionPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['SupersedeDecisionPayload'] = ResolversParentTypes['SupersedeDecisionPayload']> = {
  reviewDecision?: Resolver<Maybe<ResolversTypes['ReviewDecision']>, ParentType, ContextType>;
  userErrors?: Resolver<ReadonlyArray<ResolversTypes['UserError']>, ParentType, ContextType>;
};

export type SubscriptionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Subscription'] = ResolversParentTypes['Subscription']> = {
  reviewQueueUpdated?: SubscriptionResolver<ResolversTypes['ReviewUpdate'], "reviewQueueUpdated", ParentType, ContextType, Partial<SubscriptionReviewQueueUpdatedArgs>>;
  reviewRequestUpdated?: SubscriptionResolver<ResolversTypes['ReviewUpdate'], "reviewRequestUpdated", ParentType, ContextType, RequireFields<SubscriptionReviewRequestUpdatedArgs, 'reviewRequestId'>>;
};

export type ReviewUpdateResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ReviewUpdate'] = ResolversParentTypes['ReviewUpdate']> = {
  event?: Resolver<ResolversTypes['ReviewEventType'], ParentType, ContextType>;
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  occurredAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  reviewRequest?: Resolver<Maybe<ResolversTypes['ReviewRequest']>, ParentType, ContextType>;
};

export type Resolvers<ContextType = Context> = {
  DateTime?: GraphQLScalarType;
  JSON?: GraphQLScalarType;
  PageInfo?: PageInfoResolvers<ContextType>;
  UserError?: UserErrorResolvers<ContextType>;
  ReviewRequest?: ReviewRequestResolvers<ContextType>;
  ReviewSubjectRef?: ReviewSubjectRefResolvers<ContextType>;
  SlaWindow?: SlaWindowResolvers<ContextType>;
  ChangeRequestItem?: ChangeRequestItemResolvers<ContextType>;
  ReviewDecision?: ReviewDecisionResolvers<ContextType>;
  DecisionCondition?: DecisionConditionResolvers<ContextType>;
  Project?: ProjectResolvers<ContextType>;
  User?: UserResolvers<ContextType>;
  ApprovalRequest?: ApprovalRequestResolvers<ContextType>;
  TraceRecord?: TraceRecordResolvers<ContextType>;
  ReviewRequestConnection?: ReviewRequestConnectionResolvers<ContextType>;
  ReviewRequestEdge?: ReviewRequestEdgeResolvers<ContextType>;
  ReviewDecisionConnection?: ReviewDecisionConnectionResolvers<ContextType>;
  ReviewDecisionEdge?: ReviewDecisionEdgeResolvers<ContextType>;
  Query?: QueryResolvers<ContextType>;
  Mutation?: MutationResolvers<ContextType>;
  RequestReviewPayload?: RequestReviewPayloadResolvers<ContextType>;
  ClaimReviewPayload?: ClaimReviewPayloadResolvers<ContextType>;
  ApproveReviewPayload?: ApproveReviewPayloadResolvers<ContextType>;
  RejectReviewPayload?: RejectReviewPayloadResolvers<ContextType>;
  RequestChangesPayload?: RequestChangesPayloadResolvers<ContextType>;
  ResolveChangeRequestItemPayload?: ResolveChangeRequestItemPayloadResolvers<ContextType>;
  SubmitRevisionPayload?: SubmitRevisionPayloadResolvers<ContextType>;
  EscalateReviewPayload?: EscalateReviewPayloadResolvers<ContextType>;
  OverrideReviewPayload?: OverrideReviewPayloadResolvers<ContextType>;
  SupersedeDecisionPayload?: SupersedeDecisionPayloadResolvers<ContextType>;
  Subscription?: SubscriptionResolvers<ContextType>;
  ReviewUpdate?: ReviewUpdateResolvers<ContextType>;
};

