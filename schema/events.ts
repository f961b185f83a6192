/*
 * The asynchronous contract: the facts that leave a subgraph, by what they say of themselves beside their
 * envelope, which tells tenant, project, trace, correlation, actor and time. Everything else that a subgraph
 * appends to its log is its own and may change.
 *
 * A published payload is only ever added to; what must mean something else gets a type of its own. No payload
 * holds personal data or free text: people are user ids, and a text that must be proven is its SHA-256.
 */

/** UTC in ISO 8601 with milliseconds: JSON has no dates. */
type Moment = string;
/** Lower-case hexadecimal. */
type Sha256 = string;

type Priority = 'LOW' | 'NORMAL' | 'HIGH' | 'CRITICAL';
type SubjectType = 'ARTIFACT' | 'DECISION' | 'DEPLOYMENT_PROMOTION' | 'POLICY_EXCEPTION';
type DecidingRole = 'SOLUTION_ARCHITECT' | 'PRODUCT_OWNER' | 'REVIEWER' | 'APPROVER';

/** TenantActivated, TenantSuspended, TenantResumed, TenantRetired: where a tenant stands now. */
export interface TenantMoved {
  readonly tenantId: string;
}

/** A tenant is being set up; nobody can work in it before `TenantActivated`. */
export interface TenantProvisioned extends TenantMoved {
  readonly region: string;
  readonly isolationModel: 'SHARED' | 'DEDICATED';
  /** The contact of the tenant who is to be invited as its administrator. */
  readonly administratorContactId: string;
}

export interface TenantSettingChanged extends TenantMoved {
  /** `review.slaHours.<priority>`; its value is whole hours. */
  readonly key: string;
  /** Null: the factory's default counts again. */
  readonly value: string | null;
}

export interface TenantContactAdded extends TenantMoved {
  readonly contactId: string;
  readonly role: 'ADMINISTRATOR' | 'BILLING' | 'SECURITY' | 'TECHNICAL';
}

/** ProjectArchived, ProjectRestored: whether a project can be worked on now. */
export interface ProjectMoved {
  readonly projectId: string;
}

export interface ProjectCreated extends ProjectMoved {
  /** Unique in its tenant, and never changed. */
  readonly slug: string;
  readonly ownerUserId: string;
}

/** What a field holds now is for the project to tell. */
export interface ProjectUpdated extends ProjectMoved {
  readonly changedFields: readonly string[];
}

/** UserActivated, UserDisabled, UserEnabled: whether a user's roles count now. */
export interface UserMoved {
  readonly userId: string;
}

/** Somebody may accept an invitation; a later one for the same user counts instead of it. */
export interface UserInvited extends UserMoved {
  readonly invitationExpiresAt: Moment;
}

/** RoleAssigned, RoleRevoked: who holds what where. */
export interface RoleMoved extends UserMoved {
  /** As in `kernel/authority.ts`; readers take no notice of roles they do not know. */
  readonly role: string;
  /** Null: in every project. */
  readonly projectId: string | null;
}

/** ApiTokenRevoked, ApiTokenExpired: a token is of no use any more. */
export interface ApiTokenMoved {
  readonly apiTokenId: string;
  readonly ownerUserId: string;
}

/** A person has a new credential; neither it nor its hash is ever told. */
export interface ApiTokenIssued extends ApiTokenMoved {
  /** Permissions as in `kernel/authority.ts`, which the token leaves to its owner. */
  readonly scopes: readonly string[];
  readonly expiresAt: Moment;
}

/** A platform operator's access to a tenant. The tenant's log tells it, and in the same words the platform's. */
export interface TenantAccessMoved extends TenantMoved {
  readonly tenantAccessId: string;
  /** A user of the platform, and the actor of what he does in the tenant. */
  readonly operatorUserId: string;
}

export interface TenantAccessRequested extends TenantAccessMoved {
  readonly level: 'READ' | 'WRITE';
  readonly durationMinutes: number;
  readonly reasonSha256: Sha256;
}

export interface TenantAccessGranted extends TenantAccessMoved {
  readonly level: 'READ' | 'WRITE';
  /** Never the operator himself. */
  readonly grantedByUserId: string;
  readonly expiresAt: Moment;
}

export interface TenantAccessRejected extends TenantAccessMoved {
  readonly rejectedByUserId: string;
}

/** One operation, told before it ran; `traceId` leads to what it did. */
export interface TenantAccessUsed extends TenantAccessMoved {
  readonly operation: 'QUERY' | 'MUTATION' | 'SUBSCRIPTION';
  /** Of Query, Mutation or Subscription. */
  readonly fields: readonly string[];
}

export interface TenantAccessEnded extends TenantAccessMoved {
  readonly cause: 'REVOKED' | 'EXPIRED';
}

/** ApprovalExpired, ApprovalCancelled: nobody waits for a decision any more. */
export interface ApprovalMoved {
  readonly approvalRequestId: string;
  readonly projectId: string;
}

/** A human gate is shut; where `decidedIn` is STUDIO_REVIEW a review is to be raised. Told again when escalated. */
export interface ApprovalRequested extends ApprovalMoved {
  readonly subjectType: SubjectType;
  readonly subjectId: string;
  /** As `resource:action`. */
  readonly action: string;
  readonly priority: Priority;
  readonly requestedByUserId: string;
  readonly requiredRole: DecidingRole;
  readonly requiredApprovals: number;
  readonly decidedIn: 'STUDIO_REVIEW' | 'CONTROL_PLANE';
  readonly onTimeout: 'ESCALATE' | 'REJECT';
  /** Null where a review decides: its deadline counts. */
  readonly expiresAt: Moment | null;
}

export interface ApprovalEscalated extends ApprovalMoved {
  readonly expiresAt: Moment;
}

export interface ApprovalRejected extends ApprovalMoved {
  /** TIMEOUT follows an `ApprovalExpired`. */
  readonly cause: 'VOTE' | 'REVIEW' | 'TIMEOUT';
}

export interface ApprovalGranted extends ApprovalMoved {
  readonly cause: 'VOTE' | 'REVIEW' | 'TIMEOUT';
  /** Whether a human result took the place of an agent's. */
  readonly overrideNoted: boolean;
}

/** ReviewRequested, ReviewClaimed, ReviewRevisionSubmitted, ReviewExpired: a review as it is after the fact. */
export interface ReviewMoved {
  readonly reviewRequestId: string;
  readonly projectId: string;
  readonly subjectType: SubjectType;
  readonly subjectId: string;
  /** From 1, and higher with every revision. */
  readonly subjectVersion: number;
  readonly raisedByUserId: string;
  /** Null asks for no role in particular. */
  readonly requiredRole: DecidingRole | null;
  readonly priority: Priority;
  readonly slaDueAt: Moment;
  /** Null while it waits for a claim. */
  readonly claimedByUserId: string | null;
  /** The approval it decides; null when it was raised for itself. */
  readonly approvalRequestId: string | null;
}

/** ReviewApproved, ReviewRejected, AgentDecisionOverridden: a review is decided for good. */
export interface ReviewDecided extends ReviewMoved {
  readonly reviewDecisionId: string;
  readonly reviewerUserId: string;
}

export interface ChangesRequested extends ReviewDecided {
  readonly itemIds: readonly string[];
}

export interface ReviewEscalated extends ReviewMoved {
  /** Null when its SLA did it. */
  readonly escalatedByUserId: string | null;
}

/** IncidentOpened, IncidentResolved: an incident as it is after the fact. */
export interface IncidentMoved {
  readonly incidentId: string;
  readonly severity: 'INFO' | 'WARNING' | 'HIGH' | 'CRITICAL';
  readonly source: 'ALERT' | 'SLO' | 'TRACE' | 'MANUAL';
  /** What set it off, such as an alert rule; null only when a human opened it. */
  readonly sourceId: string | null;
  /** The trace it is followed by; that of the envelope is the request's. */
  readonly incidentTraceId: string;
  readonly escalationLevel: number | null;
  /** Of the root cause, once it is resolved. */
  readonly remarkSha256: Sha256 | null;
}

/** A trace is whole for the first time: one root, and every parent is there. */
export interface TraceRecorded {
  readonly traceId: string;
  readonly projectId: string | null;
  readonly moduleId: string | null;
  readonly status: 'OK' | 'ERROR' | 'UNSET';
  readonly startedAt: Moment;
  readonly durationMs: number;
  readonly spanCount: number;
  readonly partial: boolean;
}

/** What leaves the Control Plane. */
export interface ControlPlaneEvents {
  readonly TenantProvisioned: TenantProvisioned;
  readonly TenantActivated: TenantMoved;
  readonly TenantSuspended: TenantMoved;
  readonly TenantResumed: TenantMoved;
  readonly TenantRetired: TenantMoved;
  readonly TenantSettingChanged: TenantSettingChanged;
  readonly TenantContactAdded: TenantContactAdded;
  readonly ProjectCreated: ProjectCreated;
  readonly ProjectUpdated: ProjectUpdated;
  readonly ProjectArchived: ProjectMoved;
  readonly ProjectRestored: ProjectMoved;
  readonly UserInvited: UserInvited;
  readonly UserActivated: UserMoved;
  readonly UserDisabled: UserMoved;
  readonly UserEnabled: UserMoved;
  readonly RoleAssigned: RoleMoved;
  readonly RoleRevoked: RoleMoved;
  readonly ApiTokenIssued: ApiTokenIssued;
  readonly ApiTokenRevoked: ApiTokenMoved;
  readonly ApiTokenExpired: ApiTokenMoved;
  readonly TenantAccessRequested: TenantAccessRequested;
  readonly TenantAccessGranted: TenantAccessGranted;
  readonly TenantAccessRejected: TenantAccessRejected;
  readonly TenantAccessUsed: TenantAccessUsed;
  readonly TenantAccessEnded: TenantAccessEnded;
  readonly ApprovalRequested: ApprovalRequested;
  readonly ApprovalGranted: ApprovalGranted;
  readonly ApprovalRejected: ApprovalRejected;
  readonly ApprovalEscalated: ApprovalEscalated;
  readonly ApprovalExpired: ApprovalMoved;
  readonly ApprovalCancelled: ApprovalMoved;
}

/** What leaves the Studio. */
export interface StudioEvents {
  readonly ReviewRequested: ReviewMoved;
  readonly ReviewClaimed: ReviewMoved;
  readonly ReviewRevisionSubmitted: ReviewMoved;
  readonly ReviewEscalated: ReviewEscalated;
  readonly ChangesRequested: ChangesRequested;
  readonly ReviewApproved: ReviewDecided;
  readonly ReviewRejected: ReviewDecided;
  readonly AgentDecisionOverridden: ReviewDecided;
  readonly ReviewExpired: ReviewMoved;
}

/** What leaves Observability. */
export interface ObservabilityEvents {
  readonly IncidentOpened: IncidentMoved;
  readonly IncidentResolved: IncidentMoved;
  readonly TraceRecorded: TraceRecorded;
}

/** Every event type that leaves a subgraph, and its payload. */
export interface IntegrationEvents extends ControlPlaneEvents, StudioEvents, ObservabilityEvents {}

/** A domain's event as it is on the wire: without its type, dates written as text. */
export type Wire<Event> = Event extends { readonly type: string }
  ? Written<Omit<Event, 'type'>>
  : never;
type Written<Value> = Value extends Date
  ? Moment
  : Value extends object
    ? { readonly [Field in keyof Value]: Written<Value[Field]> }
    : Value;
