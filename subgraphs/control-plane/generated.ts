import type { GraphQLResolveInfo, GraphQLScalarType, GraphQLScalarTypeConfig } from 'graphql';
import type { ApprovalRequest as ApprovalRequestState } from './governance/approval-request/domain.ts';
import type { ApprovalVote as ApprovalVoteState } from './governance/approval-vote/domain.ts';
import type { ApiToken as ApiTokenState } from './identity/api-token/domain.ts';
import type { RoleAssignment as RoleAssignmentState, HeldPermission as HeldPermissionState } from './identity/role/domain.ts';
import type { TenantAccess as TenantAccessState } from './identity/tenant-access/domain.ts';
import type { User as UserState } from './identity/user/domain.ts';
import type { Project as ProjectState } from './projects/project/domain.ts';
import type { TenantContact as TenantContactState } from './tenancy/tenant-contact/domain.ts';
import type { TenantSetting as TenantSettingState } from './tenancy/tenant-setting/domain.ts';
import type { Tenant as TenantState } from './tenancy/tenant/domain.ts';
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

/** A gate that stays shut until humans open it: an action that must not proceed before it is granted. */
export type ApprovalRequest = {
  readonly __typename?: 'ApprovalRequest';
  /** The approval's own identity. */
  readonly id: Scalars['ID']['output'];
  /** Rises with every change; what `expectedVersion` is compared with. */
  readonly version: Scalars['Int']['output'];
  /** The policy decision that demanded the approval; null until the factory knows policies. */
  readonly policyDecisionId?: Maybe<Scalars['ID']['output']>;
  /** Identity of the project it is about. */
  readonly projectId: Scalars['ID']['output'];
  /** What kind of thing is to be approved. */
  readonly subjectType: ApprovalSubjectType;
  /** Which thing is to be approved. */
  readonly subjectId: Scalars['ID']['output'];
  /** What is to be done with it, such as `deployment:promote`. */
  readonly action: Scalars['String']['output'];
  /** How urgent the approval is. */
  readonly priority: Priority;
  /** Identity of the user who requested it, who may not decide it. */
  readonly requestedByUserId: Scalars['ID']['output'];
  /** The role that whoever decides must hold in the project. */
  readonly requiredRole: Role;
  /** How many people must grant it; a single rejection rejects it. */
  readonly requiredApprovals: Scalars['Int']['output'];
  /** What people have decided so far, the earliest first. */
  readonly decisions: ReadonlyArray<ApprovalVote>;
  /** Where the approval is decided. */
  readonly decidedIn: ApprovalForum;
  /** Identity of the review in which the approval is decided; null as `reviewRequest` is. */
  readonly reviewRequestId?: Maybe<Scalars['ID']['output']>;
  /** The review in which the approval is decided; null until it is raised, and when it is decided here. */
  readonly reviewRequest?: Maybe<ReviewRequest>;
  /** Where the approval stands in its life. */
  readonly status: ApprovalStatus;
  /** What happens when time runs out. */
  readonly onTimeout: ApprovalTimeout;
  /** When time runs out; null when it is decided in a review, whose own deadline counts. */
  readonly expiresAt?: Maybe<Scalars['DateTime']['output']>;
  /** Whether it was granted by overriding an agent's decision. */
  readonly overrideNoted: Scalars['Boolean']['output'];
  /** When the approval was granted, rejected, expired or cancelled; null while it is open. */
  readonly settledAt?: Maybe<Scalars['DateTime']['output']>;
  /** The W3C trace the approval is part of, 32 lower-case hexadecimal digits. */
  readonly traceId: Scalars['String']['output'];
  /** What ties the approval to the work that needs it. */
  readonly correlationId: Scalars['String']['output'];
  /** When the approval was requested. */
  readonly createdAt: Scalars['DateTime']['output'];
  /** When the approval last changed. */
  readonly updatedAt: Scalars['DateTime']['output'];
  /** Who requested the approval. */
  readonly requestedBy?: Maybe<User>;
  /** The project the approval is about. */
  readonly project?: Maybe<Project>;
};

/** Where an approval stands in its life. */
export type ApprovalStatus =
  /** Waiting for its first deadline. */
  | 'PENDING'
  /** Granted: the action may proceed. */
  | 'GRANTED'
  /** Rejected, by a human or because time ran out. */
  | 'REJECTED'
  /** Time ran out once; waiting anew, with more urgency. */
  | 'ESCALATED'
  /** Its review expired undecided. */
  | 'EXPIRED'
  /** Withdrawn by whoever requested it. */
  | 'CANCELLED';

/** What kind of thing an approval is about. */
export type ApprovalSubjectType =
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

/** Where an approval is decided; there is one door only. */
export type ApprovalForum =
  /** In the review that the approval raises. */
  | 'STUDIO_REVIEW'
  /** Here, by `grantApproval` and `rejectApproval`. */
  | 'CONTROL_PLANE';

/** What happens when time runs out before an approval is decided. */
export type ApprovalTimeout =
  /** It is escalated once, with as much time again. */
  | 'ESCALATE'
  /** It is rejected. */
  | 'REJECT';

/** What one person decided about an approval. */
export type ApprovalVote = {
  readonly __typename?: 'ApprovalVote';
  /** Identity of the person. */
  readonly approverUserId: Scalars['ID']['output'];
  /** What the person decided. */
  readonly outcome: ApprovalVoteOutcome;
  /** Why; null when nothing was said, or when it was said in the review. */
  readonly comment?: Maybe<Scalars['String']['output']>;
  /** When it was decided. */
  readonly decidedAt: Scalars['DateTime']['output'];
  /** Who voted. */
  readonly approver?: Maybe<User>;
};

/** What one person can decide about an approval. */
export type ApprovalVoteOutcome =
  /** The action may proceed as far as this person is concerned. */
  | 'GRANTED'
  /** The action must not proceed. */
  | 'REJECTED';

export type ReviewRequest = {
  readonly __typename?: 'ReviewRequest';
  readonly id: Scalars['ID']['output'];
};

/** A page of approvals. */
export type ApprovalRequestConnection = {
  readonly __typename?: 'ApprovalRequestConnection';
  /** The approvals of this page, each with its cursor. */
  readonly edges: ReadonlyArray<ApprovalRequestEdge>;
  /** The approvals of this page. */
  readonly nodes: ReadonlyArray<ApprovalRequest>;
  /** Where this page lies in the list. */
  readonly pageInfo: PageInfo;
};

/** An approval in a list. */
export type ApprovalRequestEdge = {
  readonly __typename?: 'ApprovalRequestEdge';
  /** Where the approval lies in this list, to be given as `after`. */
  readonly cursor: Scalars['String']['output'];
  /** The approval. */
  readonly node: ApprovalRequest;
};

/** Which approvals to list; what is left out does not restrict. */
export type ApprovalRequestFilter = {
  /** Only approvals in one of these statuses. */
  readonly status?: InputMaybe<ReadonlyArray<ApprovalStatus>>;
  /** Only approvals of this project. */
  readonly projectId?: InputMaybe<Scalars['ID']['input']>;
  /** Only approvals decided there. */
  readonly decidedIn?: InputMaybe<ApprovalForum>;
};

export type Query = {
  readonly __typename?: 'Query';
  /** One approval of the caller's tenant; null when there is none with this identity. */
  readonly approvalRequest?: Maybe<ApprovalRequest>;
  /** The approvals of the caller's tenant, the latest first. */
  readonly approvalRequests?: Maybe<ApprovalRequestConnection>;
  /** The tenants in which the caller can work, this one too, in the order of their slugs; at most 100. */
  readonly myTenants?: Maybe<ReadonlyArray<MyTenant>>;
  /** The user who is asking. Refused to a platform operator, who belongs to no tenant. */
  readonly viewer?: Maybe<User>;
  /** The users of the caller's tenant by when they were invited, the latest first. For administrators. */
  readonly users?: Maybe<UserConnection>;
  /** The caller's API tokens, and everybody's for administrators, the latest first. */
  readonly apiTokens?: Maybe<ApiTokenConnection>;
  /** Platform operators' accesses to a tenant, the latest first: for its administrators and for platform operators. */
  readonly tenantAccesses?: Maybe<TenantAccessConnection>;
  /** One project of the caller's tenant; null when there is none with this identity. */
  readonly project?: Maybe<Project>;
  /** The projects of the caller's tenant. */
  readonly projects?: Maybe<ProjectConnection>;
  /** The caller's own tenant. Refused to a platform operator, who has none. */
  readonly tenant?: Maybe<Tenant>;
};


export type QueryApprovalRequestArgs = {
  id: Scalars['ID']['input'];
};


export type QueryApprovalRequestsArgs = {
  filter?: InputMaybe<ApprovalRequestFilter>;
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
};


export type QueryUsersArgs = {
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
};


export type QueryApiTokensArgs = {
  filter?: InputMaybe<ApiTokenFilter>;
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
};


export type QueryTenantAccessesArgs = {
  tenantId?: InputMaybe<Scalars['ID']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
};


export type QueryProjectArgs = {
  id: Scalars['ID']['input'];
};


export type QueryProjectsArgs = {
  filter?: InputMaybe<ProjectFilter>;
  orderBy?: InputMaybe<ProjectOrder>;
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
};

export type Mutation = {
  readonly __typename?: 'Mutation';
  /** Requests an approval; unless it is decided here, a review is raised for it. */
  readonly requestApproval: RequestApprovalPayload;
  /** Grants an approval that is decided here. */
  readonly grantApproval: GrantApprovalPayload;
  /** Rejects an approval that is decided here. */
  readonly rejectApproval: RejectApprovalPayload;
  /** Withdraws an approval that is decided here. For whoever requested it. */
  readonly cancelApproval: CancelApprovalPayload;
  /** Invites a person into the caller's tenant; the invitation is accepted by signing in with that address. */
  readonly inviteUser: InviteUserPayload;
  /** Takes a user out of action: no permission holds from now on. The last administrator stays. */
  readonly disableUser: DisableUserPayload;
  /** Puts a disabled user back into action; who never signed in is invited anew. */
  readonly enableUser: EnableUserPayload;
  /** Gives a user a role in one project or in all of them. */
  readonly assignRole: AssignRolePayload;
  /** Takes a role from a user. The last administrator keeps it. */
  readonly revokeRole: RevokeRolePayload;
  /** Issues an API token to the person who asks. At most 100 of a tenant are active at a time. */
  readonly issueApiToken: IssueApiTokenPayload;
  /** Ends an API token at once: by its owner or by an administrator. */
  readonly revokeApiToken: RevokeApiTokenPayload;
  /** Asks for access to one tenant: by a platform operator in person. A second operator decides it within a day. */
  readonly requestTenantAccess: RequestTenantAccessPayload;
  /** Opens a tenant to the operator who asked for it: by another platform operator. */
  readonly approveTenantAccess: ApproveTenantAccessPayload;
  /** Refuses an operator access to a tenant: by another platform operator. */
  readonly rejectTenantAccess: RejectTenantAccessPayload;
  /** Ends an access at once, or withdraws the request: by any platform operator or an administrator of the tenant. */
  readonly revokeTenantAccess: RevokeTenantAccessPayload;
  /** Creates a project, owned by the caller. */
  readonly createProject: CreateProjectPayload;
  /** Changes what a project is called, is about or who owns it. */
  readonly updateProject: UpdateProjectPayload;
  /** Puts a project away; it is read-only until it is restored. */
  readonly archiveProject: ArchiveProjectPayload;
  /** Takes an archived project up again. */
  readonly restoreProject: RestoreProjectPayload;
  /** Provisions a tenant, which becomes active once its pending steps are done. For platform operators. */
  readonly provisionTenant: ProvisionTenantPayload;
  /**
   * Makes a provisioned tenant active. For platform operators.
   * Refused with ILLEGAL_TRANSITION while a provisioning step is pending; the message says what to wait for.
   */
  readonly activateTenant: ActivateTenantPayload;
  /** Suspends an active tenant: its people keep their accounts, but can do nothing. For platform operators. */
  readonly suspendTenant: SuspendTenantPayload;
  /** Makes a suspended tenant active again. For platform operators. */
  readonly resumeTenant: ResumeTenantPayload;
  /** Closes a tenant for good, unless a legal hold forbids it. For platform operators. */
  readonly retireTenant: RetireTenantPayload;
  /** Places a legal hold, which forbids to retire the tenant. For platform operators. */
  readonly placeLegalHold: PlaceLegalHoldPayload;
  /** Lifts a tenant's legal hold. For platform operators. */
  readonly liftLegalHold: LiftLegalHoldPayload;
  /** Changes one setting of the caller's tenant. */
  readonly updateTenantSetting: UpdateTenantSettingPayload;
  /** Adds a person to turn to in the caller's tenant. */
  readonly addTenantContact: AddTenantContactPayload;
};


export type MutationRequestApprovalArgs = {
  input: RequestApprovalInput;
};


export type MutationGrantApprovalArgs = {
  input: GrantApprovalInput;
};


export type MutationRejectApprovalArgs = {
  input: RejectApprovalInput;
};


export type MutationCancelApprovalArgs = {
  input: CancelApprovalInput;
};


export type MutationInviteUserArgs = {
  input: InviteUserInput;
};


export type MutationDisableUserArgs = {
  input: DisableUserInput;
};


export type MutationEnableUserArgs = {
  input: EnableUserInput;
};


export type MutationAssignRoleArgs = {
  input: AssignRoleInput;
};


export type MutationRevokeRoleArgs = {
  input: RevokeRoleInput;
};


export type MutationIssueApiTokenArgs = {
  input: IssueApiTokenInput;
};


export type MutationRevokeApiTokenArgs = {
  input: RevokeApiTokenInput;
};


export type MutationRequestTenantAccessArgs = {
  input: RequestTenantAccessInput;
};


export type MutationApproveTenantAccessArgs = {
  input: ApproveTenantAccessInput;
};


export type MutationRejectTenantAccessArgs = {
  input: RejectTenantAccessInput;
};


export type MutationRevokeTenantAccessArgs = {
  input: RevokeTenantAccessInput;
};


export type MutationCreateProjectArgs = {
  input: CreateProjectInput;
};


export type MutationUpdateProjectArgs = {
  input: UpdateProjectInput;
};


export type MutationArchiveProjectArgs = {
  input: ArchiveProjectInput;
};


export type MutationRestoreProjectArgs = {
  input: RestoreProjectInput;
};


export type MutationProvisionTenantArgs = {
  input: ProvisionTenantInput;
};


export type MutationActivateTenantArgs = {
  input: ActivateTenantInput;
};


export type MutationSuspendTenantArgs = {
  input: SuspendTenantInput;
};


export type MutationResumeTenantArgs = {
  input: ResumeTenantInput;
};


export type MutationRetireTenantArgs = {
  input: RetireTenantInput;
};


export type MutationPlaceLegalHoldArgs = {
  input: PlaceLegalHoldInput;
};


export type MutationLiftLegalHoldArgs = {
  input: LiftLegalHoldInput;
};


export type MutationUpdateTenantSettingArgs = {
  input: UpdateTenantSettingInput;
};


export type MutationAddTenantContactArgs = {
  input: AddTenantContactInput;
};

/** What needs approval. */
export type RequestApprovalInput = {
  /** The project it is about. */
  readonly projectId: Scalars['ID']['input'];
  /** What kind of thing is to be approved. */
  readonly subjectType: ApprovalSubjectType;
  /** Which thing is to be approved, at most 200 characters. */
  readonly subjectId: Scalars['ID']['input'];
  /** What is to be done with it, such as `deployment:promote`, at most 100 characters. */
  readonly action: Scalars['String']['input'];
  /** How urgent it is. */
  readonly priority?: Priority;
  /** The role that whoever decides must hold: SOLUTION_ARCHITECT, PRODUCT_OWNER, REVIEWER or APPROVER. */
  readonly requiredRole?: Role;
  /** How many people must grant it, 1 to 10; more than one only where it is decided here. */
  readonly requiredApprovals?: Scalars['Int']['input'];
  /** Where it is decided. */
  readonly decidedIn?: ApprovalForum;
  /** What happens when time runs out. */
  readonly onTimeout?: ApprovalTimeout;
  /** When time runs out, within 30 days; a day from now when left out. Only where it is decided here. */
  readonly expiresAt?: InputMaybe<Scalars['DateTime']['input']>;
  /** The W3C trace it is part of; that of this request when left out. */
  readonly traceId?: InputMaybe<Scalars['String']['input']>;
  /** What ties it to the work that needs it, at most 200 characters; the trace when left out. */
  readonly correlationId?: InputMaybe<Scalars['String']['input']>;
  /** The same key with the same input has one effect and one answer. */
  readonly idempotencyKey?: InputMaybe<Scalars['String']['input']>;
};

/** Which approval to grant. */
export type GrantApprovalInput = {
  /** The approval's identity. */
  readonly approvalRequestId: Scalars['ID']['input'];
  /** Why it is granted, at most 2,000 characters. */
  readonly comment?: InputMaybe<Scalars['String']['input']>;
  /** Refuses when the approval has changed since this version. */
  readonly expectedVersion?: InputMaybe<Scalars['Int']['input']>;
  /** The same key with the same input has one effect and one answer. */
  readonly idempotencyKey?: InputMaybe<Scalars['String']['input']>;
};

/** Which approval to reject. */
export type RejectApprovalInput = {
  /** The approval's identity. */
  readonly approvalRequestId: Scalars['ID']['input'];
  /** Why it is rejected, at most 2,000 characters. */
  readonly comment: Scalars['String']['input'];
  /** Refuses when the approval has changed since this version. */
  readonly expectedVersion?: InputMaybe<Scalars['Int']['input']>;
  /** The same key with the same input has one effect and one answer. */
  readonly idempotencyKey?: InputMaybe<Scalars['String']['input']>;
};

/** Which approval to withdraw. */
export type CancelApprovalInput = {
  /** The approval's identity. */
  readonly approvalRequestId: Scalars['ID']['input'];
  /** Refuses when the approval has changed since this version. */
  readonly expectedVersion?: InputMaybe<Scalars['Int']['input']>;
  /** The same key with the same input has one effect and one answer. */
  readonly idempotencyKey?: InputMaybe<Scalars['String']['input']>;
};

/** The answer of `requestApproval`. */
export type RequestApprovalPayload = {
  readonly __typename?: 'RequestApprovalPayload';
  /** The new approval; null when refused. */
  readonly approvalRequest?: Maybe<ApprovalRequest>;
  /** Why nothing was changed; empty when all went well. */
  readonly userErrors: ReadonlyArray<UserError>;
};

/** The answer of `grantApproval`. */
export type GrantApprovalPayload = {
  readonly __typename?: 'GrantApprovalPayload';
  /** The approval as it is now; null when refused. */
  readonly approvalRequest?: Maybe<ApprovalRequest>;
  /** Why nothing was changed; empty when all went well. */
  readonly userErrors: ReadonlyArray<UserError>;
};

/** The answer of `rejectApproval`. */
export type RejectApprovalPayload = {
  readonly __typename?: 'RejectApprovalPayload';
  /** The approval as it is now; null when refused. */
  readonly approvalRequest?: Maybe<ApprovalRequest>;
  /** Why nothing was changed; empty when all went well. */
  readonly userErrors: ReadonlyArray<UserError>;
};

/** The answer of `cancelApproval`. */
export type CancelApprovalPayload = {
  readonly __typename?: 'CancelApprovalPayload';
  /** The approval as it is now; null when refused. */
  readonly approvalRequest?: Maybe<ApprovalRequest>;
  /** Why nothing was changed; empty when all went well. */
  readonly userErrors: ReadonlyArray<UserError>;
};

/** A person or a service that works in a tenant, with the roles it holds there. */
export type User = {
  readonly __typename?: 'User';
  /** The pseudonymous identity that events and other records name the user by. */
  readonly id: Scalars['ID']['output'];
  /** Rises with every change; what `expectedVersion` is compared with. */
  readonly version: Scalars['Int']['output'];
  /** Whether it is a person or a service. */
  readonly kind: UserKind;
  /** The name that people read. */
  readonly displayName: Scalars['String']['output'];
  /** The person's address in lower case; null for services and for other readers than the person and administrators. */
  readonly email?: Maybe<Scalars['String']['output']>;
  /** Where the user's account stands in its life. */
  readonly status: UserStatus;
  /** Until when the invitation can be accepted; null once it was, and for others than administrators. */
  readonly invitationExpiresAt?: Maybe<Scalars['DateTime']['output']>;
  /** When the user last signed in, to the hour; null for other readers than the user and administrators. */
  readonly lastLoginAt?: Maybe<Scalars['DateTime']['output']>;
  /** The roles the user holds, in the order they were assigned. */
  readonly roles: ReadonlyArray<RoleAssignment>;
  /** What the user may do by these roles; null for other readers than the user and administrators. */
  readonly permissions?: Maybe<ReadonlyArray<HeldPermission>>;
  /** When the user was invited or registered. */
  readonly createdAt: Scalars['DateTime']['output'];
  /** When the user last changed. */
  readonly updatedAt: Scalars['DateTime']['output'];
  /** The tenant the user belongs to. */
  readonly tenant?: Maybe<Tenant>;
};

/** Whether a user is a person. */
export type UserKind =
  /** A human being. */
  | 'PERSON'
  /** A machine with credentials of its own. */
  | 'SERVICE';

/** Where a user's account stands in its life. */
export type UserStatus =
  /** Invited, but never signed in. */
  | 'INVITED'
  /** Can sign in and use its roles. */
  | 'ACTIVE'
  /** Keeps its roles, but cannot use them. */
  | 'DISABLED';

/** What somebody is in the factory; each role carries permissions. */
export type Role =
  /** Reads what the tenant has. */
  | 'VIEWER'
  /** Runs the factory: requests reviews and approvals, works on incidents. */
  | 'FACTORY_OPERATOR'
  /** Shapes projects, requests reviews and approvals, decides reviews. */
  | 'SOLUTION_ARCHITECT'
  /** Owns projects, decides reviews, sees cost. */
  | 'PRODUCT_OWNER'
  /** Decides reviews. */
  | 'REVIEWER'
  /** Decides escalated reviews, overrides, and grants approvals. */
  | 'APPROVER'
  /** Works on incidents and sends telemetry. */
  | 'RUNTIME_OPERATOR'
  /** Sees cost. */
  | 'COST_ANALYST'
  /** Administers the tenant, its users and its projects. */
  | 'TENANT_ADMIN'
  /** What a service may do: request reviews and approvals, open incidents, send telemetry. */
  | 'SERVICE'
  /** Runs the platform; never held inside a tenant. */
  | 'PLATFORM_OPERATOR';

/** A role held in one project or in all of them. */
export type RoleAssignment = {
  readonly __typename?: 'RoleAssignment';
  /** The role. */
  readonly role: Role;
  /** Identity of the only project it is held in; null when it is held in every project. */
  readonly projectId?: Maybe<Scalars['ID']['output']>;
  /** When it was assigned. */
  readonly grantedAt: Scalars['DateTime']['output'];
  /** Identity of who assigned it. */
  readonly grantedByUserId: Scalars['ID']['output'];
  /** Who assigned it; null when the factory did, or when that user is unknown here. */
  readonly grantedBy?: Maybe<User>;
  /** The only project the role is held in; null when it is held in every project. */
  readonly project?: Maybe<Project>;
};

/** Something a user may do, in one project or in all of them. */
export type HeldPermission = {
  readonly __typename?: 'HeldPermission';
  /** The permission as `resource:action`, such as `review:claim`. */
  readonly permission: Scalars['String']['output'];
  /** Identity of the only project it is held in; null when it is held in every project. */
  readonly projectId?: Maybe<Scalars['ID']['output']>;
  /** The only project the permission is held in; null when it is held in every project. */
  readonly project?: Maybe<Project>;
};

/** A page of users. */
export type UserConnection = {
  readonly __typename?: 'UserConnection';
  /** The users of this page, each with its cursor. */
  readonly edges: ReadonlyArray<UserEdge>;
  /** The users of this page. */
  readonly nodes: ReadonlyArray<User>;
  /** Where this page lies in the list. */
  readonly pageInfo: PageInfo;
};

/** A user in a list. */
export type UserEdge = {
  readonly __typename?: 'UserEdge';
  /** Where the user lies in this list, to be given as `after`. */
  readonly cursor: Scalars['String']['output'];
  /** The user. */
  readonly node: User;
};

/** A credential of a person for programs: it acts for him, within its scopes and for a limited time. */
export type ApiToken = {
  readonly __typename?: 'ApiToken';
  /** The token's own identity. */
  readonly id: Scalars['ID']['output'];
  /** Rises with every change; what `expectedVersion` is compared with. Its use does not count. */
  readonly version: Scalars['Int']['output'];
  /** Identity of the person it acts for. */
  readonly ownerUserId: Scalars['ID']['output'];
  /** The person it acts for. */
  readonly owner?: Maybe<User>;
  /** What its owner calls it. */
  readonly name: Scalars['String']['output'];
  /** How the token begins, up to its secret: enough to know it again, and not enough to use it. */
  readonly prefix: Scalars['String']['output'];
  /** The permissions it leaves to its owner, as `resource:action`; it never gives any. */
  readonly scopes: ReadonlyArray<Scalars['String']['output']>;
  /** Where the token stands in its life. */
  readonly status: ApiTokenStatus;
  /** When it ends at the latest. */
  readonly expiresAt: Scalars['DateTime']['output'];
  /** When it was last used, to the minute; null before its first use. */
  readonly lastUsedAt?: Maybe<Scalars['DateTime']['output']>;
  /** When it was revoked; null unless it was. */
  readonly revokedAt?: Maybe<Scalars['DateTime']['output']>;
  /** When it was issued. */
  readonly createdAt: Scalars['DateTime']['output'];
  /** When it last changed, its use aside. */
  readonly updatedAt: Scalars['DateTime']['output'];
  /** The tenant the token is good in. */
  readonly tenant?: Maybe<Tenant>;
};

/** Where an API token stands in its life. */
export type ApiTokenStatus =
  /** It can be used. */
  | 'ACTIVE'
  /** It was taken back before its end. */
  | 'REVOKED'
  /** Its time is over. */
  | 'EXPIRED';

/** A page of API tokens. */
export type ApiTokenConnection = {
  readonly __typename?: 'ApiTokenConnection';
  /** The tokens of this page, each with its cursor. */
  readonly edges: ReadonlyArray<ApiTokenEdge>;
  /** The tokens of this page. */
  readonly nodes: ReadonlyArray<ApiToken>;
  /** Where this page lies in the list. */
  readonly pageInfo: PageInfo;
};

/** An API token in a list. */
export type ApiTokenEdge = {
  readonly __typename?: 'ApiTokenEdge';
  /** Where the token lies in this list, to be given as `after`. */
  readonly cursor: Scalars['String']['output'];
  /** The token. */
  readonly node: ApiToken;
};

/** Which API tokens; what is absent or null does not restrict. */
export type ApiTokenFilter = {
  /** Only those of this person. */
  readonly ownerUserId?: InputMaybe<Scalars['ID']['input']>;
  /** Only those in this state. */
  readonly status?: InputMaybe<ApiTokenStatus>;
};

/** Something the factory builds for a tenant. Reviews, incidents and traces belong to a project. */
export type Project = {
  readonly __typename?: 'Project';
  /** Who owns the project. */
  readonly owner?: Maybe<User>;
  /** The project's own identity. */
  readonly id: Scalars['ID']['output'];
  /** Rises with every change; what `expectedVersion` is compared with. */
  readonly version: Scalars['Int']['output'];
  /** The project's short name in addresses: unique in its tenant and never changed. */
  readonly slug: Scalars['String']['output'];
  /** The name that people read. */
  readonly name: Scalars['String']['output'];
  /** What the project is about; null when nobody has said so. */
  readonly description?: Maybe<Scalars['String']['output']>;
  /** Identity of the user who owns the project. */
  readonly ownerUserId: Scalars['ID']['output'];
  /** Where the project stands in its life. */
  readonly status: ProjectStatus;
  /** When the project was archived; null unless it is. */
  readonly archivedAt?: Maybe<Scalars['DateTime']['output']>;
  /** When the project was created. */
  readonly createdAt: Scalars['DateTime']['output'];
  /** When the project last changed. */
  readonly updatedAt: Scalars['DateTime']['output'];
  /** The tenant the project belongs to. */
  readonly tenant?: Maybe<Tenant>;
};

/**
 * That a platform operator may work in one tenant for a while, agreed to by a second operator. Every operation run by it
 * is told in the tenant's event log, and in the platform's.
 */
export type TenantAccess = {
  readonly __typename?: 'TenantAccess';
  /** The access's own identity, by which events name it. */
  readonly id: Scalars['ID']['output'];
  /** Rises with every change, and with every use. */
  readonly version: Scalars['Int']['output'];
  /** The slug of the only tenant that it opens. */
  readonly tenantId: Scalars['ID']['output'];
  /** Identity of the operator, who is no user of the tenant; what he does in it bears this id. */
  readonly operatorUserId: Scalars['ID']['output'];
  /** What he may do in it. */
  readonly level: TenantAccessLevel;
  /** Why he needs it, in his words. */
  readonly reason: Scalars['String']['output'];
  /** Where the work is tracked. */
  readonly ticket: Scalars['String']['output'];
  /** For how many minutes it is asked. */
  readonly durationMinutes: Scalars['Int']['output'];
  /** Where the access stands in its life. */
  readonly status: TenantAccessStatus;
  /** Identity of the operator who approved or rejected it; null until then. */
  readonly decidedByUserId?: Maybe<Scalars['ID']['output']>;
  /** Identity of who revoked it; null unless somebody did. */
  readonly revokedByUserId?: Maybe<Scalars['ID']['output']>;
  /** When it ends by itself: a request after a day, an access its minutes after it was approved. */
  readonly expiresAt: Scalars['DateTime']['output'];
  /** How many operations were run by it. */
  readonly useCount: Scalars['Int']['output'];
  /** When the last operation was run by it; null before the first. */
  readonly lastUsedAt?: Maybe<Scalars['DateTime']['output']>;
  /** When it was asked for. */
  readonly createdAt: Scalars['DateTime']['output'];
  /** When it last changed, or was used. */
  readonly updatedAt: Scalars['DateTime']['output'];
};

/** What a platform operator may do in a tenant. */
export type TenantAccessLevel =
  /** Read what the tenant has, logs, traces and metrics too; neither cost nor what is for administrators. */
  | 'READ'
  /** Read the same, and open and work on incidents. It never decides a review or an approval, and gives nobody a role. */
  | 'WRITE';

/** Where an operator's access to a tenant stands in its life. */
export type TenantAccessStatus =
  /** Waits for a second operator. */
  | 'REQUESTED'
  /** Can be used. */
  | 'ACTIVE'
  /** A second operator has refused it. */
  | 'REJECTED'
  /** Withdrawn by an operator or by an administrator of the tenant. */
  | 'REVOKED'
  /** Its time is over. */
  | 'EXPIRED';

/** A page of operators' accesses to a tenant. */
export type TenantAccessConnection = {
  readonly __typename?: 'TenantAccessConnection';
  /** The accesses of this page, each with its cursor. */
  readonly edges: ReadonlyArray<TenantAccessEdge>;
  /** The accesses of this page. */
  readonly nodes: ReadonlyArray<TenantAccess>;
  /** Where this page lies in the list. */
  readonly pageInfo: PageInfo;
};

/** An operator's access to a tenant in a list. */
export type TenantAccessEdge = {
  readonly __typename?: 'TenantAccessEdge';
  /** Where the access lies in this list, to be given as `after`. */
  readonly cursor: Scalars['String']['output'];
  /** The access. */
  readonly node: TenantAccess;
};

/**
 * A tenant that a person is an active user of: its name, and nothing else. To work in another than the token's, sign in
 * to that one: a token, and a socket, is of one tenant.
 */
export type MyTenant = {
  readonly __typename?: 'MyTenant';
  /** The slug, as a token names the tenant. */
  readonly tenantId: Scalars['ID']['output'];
  /** The name that people read. */
  readonly displayName: Scalars['String']['output'];
};

/** Whom to invite. */
export type InviteUserInput = {
  /** The person's address; unique in the tenant. */
  readonly email: Scalars['String']['input'];
  /** The name that people read, at most 120 characters. */
  readonly displayName: Scalars['String']['input'];
  /** The roles to begin with, at least one. */
  readonly roles: ReadonlyArray<RoleInput>;
  /** The same key with the same input has one effect and one answer. */
  readonly idempotencyKey?: InputMaybe<Scalars['String']['input']>;
};

/** A role in one project or in all of them. */
export type RoleInput = {
  /** The role. */
  readonly role: Role;
  /** The only project to hold it in; null or left out for every project. */
  readonly projectId?: InputMaybe<Scalars['ID']['input']>;
};

/** Which user to disable. */
export type DisableUserInput = {
  /** The user's identity. */
  readonly userId: Scalars['ID']['input'];
  /** Refuses when the user has changed since this version. */
  readonly expectedVersion?: InputMaybe<Scalars['Int']['input']>;
  /** The same key with the same input has one effect and one answer. */
  readonly idempotencyKey?: InputMaybe<Scalars['String']['input']>;
};

/** Which user to enable. */
export type EnableUserInput = {
  /** The user's identity. */
  readonly userId: Scalars['ID']['input'];
  /** Refuses when the user has changed since this version. */
  readonly expectedVersion?: InputMaybe<Scalars['Int']['input']>;
  /** The same key with the same input has one effect and one answer. */
  readonly idempotencyKey?: InputMaybe<Scalars['String']['input']>;
};

/** Which role to assign to whom. */
export type AssignRoleInput = {
  /** The user's identity. */
  readonly userId: Scalars['ID']['input'];
  /** The role. */
  readonly role: Role;
  /** The only project to hold it in; null or left out for every project. */
  readonly projectId?: InputMaybe<Scalars['ID']['input']>;
  /** Refuses when the user has changed since this version. */
  readonly expectedVersion?: InputMaybe<Scalars['Int']['input']>;
  /** The same key with the same input has one effect and one answer. */
  readonly idempotencyKey?: InputMaybe<Scalars['String']['input']>;
};

/** Which role to revoke from whom. */
export type RevokeRoleInput = {
  /** The user's identity. */
  readonly userId: Scalars['ID']['input'];
  /** The role. */
  readonly role: Role;
  /** The project it was assigned in; null or left out when it was assigned in every project. */
  readonly projectId?: InputMaybe<Scalars['ID']['input']>;
  /** Refuses when the user has changed since this version. */
  readonly expectedVersion?: InputMaybe<Scalars['Int']['input']>;
  /** The same key with the same input has one effect and one answer. */
  readonly idempotencyKey?: InputMaybe<Scalars['String']['input']>;
};

/** What an API token is for. */
export type IssueApiTokenInput = {
  /** What to call it, at most 120 characters. */
  readonly name: Scalars['String']['input'];
  /** The permissions to leave to it, at least one; the caller must hold each of them somewhere. */
  readonly scopes: ReadonlyArray<Scalars['String']['input']>;
  /** When it ends, at most 366 days from now; null or left out for 90 days from now. */
  readonly expiresAt?: InputMaybe<Scalars['DateTime']['input']>;
  /** The same key with the same input has one effect; a repetition is answered without the secret. */
  readonly idempotencyKey?: InputMaybe<Scalars['String']['input']>;
};

/** Which API token to revoke. */
export type RevokeApiTokenInput = {
  /** The token's identity. */
  readonly apiTokenId: Scalars['ID']['input'];
  /** Refuses when the token has changed since this version. */
  readonly expectedVersion?: InputMaybe<Scalars['Int']['input']>;
  /** The same key with the same input has one effect and one answer. */
  readonly idempotencyKey?: InputMaybe<Scalars['String']['input']>;
};

/** Access to which tenant a platform operator asks for, and why. */
export type RequestTenantAccessInput = {
  /** The slug of the tenant. */
  readonly tenantId: Scalars['ID']['input'];
  /** Why it is needed, 20 to 1000 characters; the tenant's administrators read it. */
  readonly reason: Scalars['String']['input'];
  /** Where the work is tracked: 1 to 64 letters, digits and `._#/-`, such as OPS-4711. */
  readonly ticket: Scalars['String']['input'];
  /** What is to be done. */
  readonly level: TenantAccessLevel;
  /** For how many minutes from the approval, 1 to 60. */
  readonly durationMinutes: Scalars['Int']['input'];
  /** The same key with the same input has one effect and one answer. */
  readonly idempotencyKey?: InputMaybe<Scalars['String']['input']>;
};

/** Which access to approve. */
export type ApproveTenantAccessInput = {
  /** The slug of the tenant. */
  readonly tenantId: Scalars['ID']['input'];
  /** The access's identity. */
  readonly tenantAccessId: Scalars['ID']['input'];
  /** Refuses when the access has changed since this version. */
  readonly expectedVersion?: InputMaybe<Scalars['Int']['input']>;
  /** The same key with the same input has one effect and one answer. */
  readonly idempotencyKey?: InputMaybe<Scalars['String']['input']>;
};

/** Which access to reject. */
export type RejectTenantAccessInput = {
  /** The slug of the tenant. */
  readonly tenantId: Scalars['ID']['input'];
  /** The access's identity. */
  readonly tenantAccessId: Scalars['ID']['input'];
  /** Refuses when the access has changed since this version. */
  readonly expectedVersion?: InputMaybe<Scalars['Int']['input']>;
  /** The same key with the same input has one effect and one answer. */
  readonly idempotencyKey?: InputMaybe<Scalars['String']['input']>;
};

/** Which access to revoke. It takes no version: every use is one, and it must be possible in the middle of them. */
export type RevokeTenantAccessInput = {
  /** The slug of the tenant, for platform operators to say; for its administrators null or their own. */
  readonly tenantId?: InputMaybe<Scalars['ID']['input']>;
  /** The access's identity. */
  readonly tenantAccessId: Scalars['ID']['input'];
  /** The same key with the same input has one effect and one answer. */
  readonly idempotencyKey?: InputMaybe<Scalars['String']['input']>;
};

/** The answer of `inviteUser`. */
export type InviteUserPayload = {
  readonly __typename?: 'InviteUserPayload';
  /** The invited user; null when refused. */
  readonly user?: Maybe<User>;
  /** Why nothing was changed; empty when all went well. */
  readonly userErrors: ReadonlyArray<UserError>;
};

/** The answer of `disableUser`. */
export type DisableUserPayload = {
  readonly __typename?: 'DisableUserPayload';
  /** The user as it is now; null when refused. */
  readonly user?: Maybe<User>;
  /** Why nothing was changed; empty when all went well. */
  readonly userErrors: ReadonlyArray<UserError>;
};

/** The answer of `enableUser`. */
export type EnableUserPayload = {
  readonly __typename?: 'EnableUserPayload';
  /** The user as it is now; null when refused. */
  readonly user?: Maybe<User>;
  /** Why nothing was changed; empty when all went well. */
  readonly userErrors: ReadonlyArray<UserError>;
};

/** The answer of `assignRole`. */
export type AssignRolePayload = {
  readonly __typename?: 'AssignRolePayload';
  /** The user as it is now; null when refused. */
  readonly user?: Maybe<User>;
  /** Why nothing was changed; empty when all went well. */
  readonly userErrors: ReadonlyArray<UserError>;
};

/** The answer of `revokeRole`. */
export type RevokeRolePayload = {
  readonly __typename?: 'RevokeRolePayload';
  /** The user as it is now; null when refused. */
  readonly user?: Maybe<User>;
  /** Why nothing was changed; empty when all went well. */
  readonly userErrors: ReadonlyArray<UserError>;
};

/** The answer of `issueApiToken`. */
export type IssueApiTokenPayload = {
  readonly __typename?: 'IssueApiTokenPayload';
  /** The issued token; null when refused. */
  readonly apiToken?: Maybe<ApiToken>;
  /** The token itself, to be sent as bearer token. Shown this once: null when refused, and to a repetition of the call. */
  readonly secret?: Maybe<Scalars['String']['output']>;
  /** Why nothing was changed; empty when all went well. */
  readonly userErrors: ReadonlyArray<UserError>;
};

/** The answer of `revokeApiToken`. */
export type RevokeApiTokenPayload = {
  readonly __typename?: 'RevokeApiTokenPayload';
  /** The token as it is now; null when refused. */
  readonly apiToken?: Maybe<ApiToken>;
  /** Why nothing was changed; empty when all went well. */
  readonly userErrors: ReadonlyArray<UserError>;
};

/** The answer of `requestTenantAccess`. */
export type RequestTenantAccessPayload = {
  readonly __typename?: 'RequestTenantAccessPayload';
  /** The access as it is now; null when refused. */
  readonly tenantAccess?: Maybe<TenantAccess>;
  /** Why nothing was changed; empty when all went well. */
  readonly userErrors: ReadonlyArray<UserError>;
};

/** The answer of `approveTenantAccess`. */
export type ApproveTenantAccessPayload = {
  readonly __typename?: 'ApproveTenantAccessPayload';
  /** The access as it is now; null when refused. */
  readonly tenantAccess?: Maybe<TenantAccess>;
  /** Why nothing was changed; empty when all went well. */
  readonly userErrors: ReadonlyArray<UserError>;
};

/** The answer of `rejectTenantAccess`. */
export type RejectTenantAccessPayload = {
  readonly __typename?: 'RejectTenantAccessPayload';
  /** The access as it is now; null when refused. */
  readonly tenantAccess?: Maybe<TenantAccess>;
  /** Why nothing was changed; empty when all went well. */
  readonly userErrors: ReadonlyArray<UserError>;
};

/** The answer of `revokeTenantAccess`. */
export type RevokeTenantAccessPayload = {
  readonly __typename?: 'RevokeTenantAccessPayload';
  /** The access as it is now; null when refused. */
  readonly tenantAccess?: Maybe<TenantAccess>;
  /** Why nothing was changed; empty when all went well. */
  readonly userErrors: ReadonlyArray<UserError>;
};

/** Where a project stands in its life. */
export type ProjectStatus =
  /** It is being worked on. */
  | 'ACTIVE'
  /** It is held back. No command leads here yet. */
  | 'SUSPENDED'
  /** It is put away: read-only until it is restored. */
  | 'ARCHIVED';

/** A page of projects. */
export type ProjectConnection = {
  readonly __typename?: 'ProjectConnection';
  /** The projects of this page, each with its cursor. */
  readonly edges: ReadonlyArray<ProjectEdge>;
  /** The projects of this page. */
  readonly nodes: ReadonlyArray<Project>;
  /** Where this page lies in the list. */
  readonly pageInfo: PageInfo;
};

/** A project in a list. */
export type ProjectEdge = {
  readonly __typename?: 'ProjectEdge';
  /** Where the project lies in this list, to be given as `after`. */
  readonly cursor: Scalars['String']['output'];
  /** The project. */
  readonly node: Project;
};

/** Which projects to list; what is left out does not restrict. */
export type ProjectFilter = {
  /** Only projects in one of these statuses. */
  readonly status?: InputMaybe<ReadonlyArray<ProjectStatus>>;
  /** Only projects of this owner. */
  readonly ownerUserId?: InputMaybe<Scalars['ID']['input']>;
};

/** In what order to list projects; equals are ordered by identity. */
export type ProjectOrder = {
  /** What to order by. */
  readonly field: ProjectOrderField;
  /** In which direction. */
  readonly direction: OrderDirection;
};

/** What projects can be ordered by. */
export type ProjectOrderField =
  /** When the project was created. */
  | 'CREATED_AT'
  /** The project's name, by code point. */
  | 'NAME';

/** A customer of the factory and the boundary of isolation: everything else belongs to exactly one tenant. */
export type Tenant = {
  readonly __typename?: 'Tenant';
  /** The tenant's projects by name, the first in the alphabet first. */
  readonly projects?: Maybe<ProjectConnection>;
  /** The tenant's slug: unique in the whole factory and never changed. */
  readonly id: Scalars['ID']['output'];
  /** Rises with every change; what `expectedVersion` is compared with. */
  readonly version: Scalars['Int']['output'];
  /** The name that people read. */
  readonly displayName: Scalars['String']['output'];
  /** Where the tenant's data is kept, such as `eu-central`. */
  readonly region: Scalars['String']['output'];
  /** Whether the tenant shares databases with others or has its own. */
  readonly isolationModel: IsolationModel;
  /** Where the tenant stands in its life. */
  readonly status: TenantStatus;
  /** The edition the tenant has chosen; null until the factory knows editions. */
  readonly editionId?: Maybe<Scalars['ID']['output']>;
  /** When the last provisioning step was completed; null while one is pending. */
  readonly provisionedAt?: Maybe<Scalars['DateTime']['output']>;
  /** What is still to be done before the tenant may become active. */
  readonly pendingSteps: ReadonlyArray<ProvisioningStep>;
  /** Whether a legal hold forbids to retire the tenant. */
  readonly hasLegalHold: Scalars['Boolean']['output'];
  /** The people to turn to; null for readers who may not write the tenant. */
  readonly contacts?: Maybe<ReadonlyArray<TenantContact>>;
  /** The settings that differ from the factory's defaults, by key. */
  readonly settings: ReadonlyArray<TenantSetting>;
  /** When the tenant was provisioned for. */
  readonly createdAt: Scalars['DateTime']['output'];
  /** When the tenant last changed. */
  readonly updatedAt: Scalars['DateTime']['output'];
};


/** A customer of the factory and the boundary of isolation: everything else belongs to exactly one tenant. */
export type TenantProjectsArgs = {
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
};

/** What a new project starts with. */
export type CreateProjectInput = {
  /** The name that people read, at most 120 characters. */
  readonly name: Scalars['String']['input'];
  /** Its short name for ever, unique in the tenant: 2 to 63 of a-z, 0-9 and -, starting with a letter. */
  readonly slug: Scalars['String']['input'];
  /** What the project is about, at most 2,000 characters. */
  readonly description?: InputMaybe<Scalars['String']['input']>;
  /** The same key with the same input has one effect and one answer. */
  readonly idempotencyKey?: InputMaybe<Scalars['String']['input']>;
};

/** What to change of a project; what is left out stays. */
export type UpdateProjectInput = {
  /** The project's identity. */
  readonly projectId: Scalars['ID']['input'];
  /** The new name, at most 120 characters. */
  readonly name?: InputMaybe<Scalars['String']['input']>;
  /** The new description, at most 2,000 characters; null takes it away. */
  readonly description?: InputMaybe<Scalars['String']['input']>;
  /** The new owner. */
  readonly ownerUserId?: InputMaybe<Scalars['ID']['input']>;
  /** Refuses when the project has changed since this version. */
  readonly expectedVersion?: InputMaybe<Scalars['Int']['input']>;
  /** The same key with the same input has one effect and one answer. */
  readonly idempotencyKey?: InputMaybe<Scalars['String']['input']>;
};

/** Which project to archive. */
export type ArchiveProjectInput = {
  /** The project's identity. */
  readonly projectId: Scalars['ID']['input'];
  /** Refuses when the project has changed since this version. */
  readonly expectedVersion?: InputMaybe<Scalars['Int']['input']>;
  /** The same key with the same input has one effect and one answer. */
  readonly idempotencyKey?: InputMaybe<Scalars['String']['input']>;
};

/** Which project to restore. */
export type RestoreProjectInput = {
  /** The project's identity. */
  readonly projectId: Scalars['ID']['input'];
  /** Refuses when the project has changed since this version. */
  readonly expectedVersion?: InputMaybe<Scalars['Int']['input']>;
  /** The same key with the same input has one effect and one answer. */
  readonly idempotencyKey?: InputMaybe<Scalars['String']['input']>;
};

/** The answer of `createProject`. */
export type CreateProjectPayload = {
  readonly __typename?: 'CreateProjectPayload';
  /** The new project; null when refused. */
  readonly project?: Maybe<Project>;
  /** Why nothing was changed; empty when all went well. */
  readonly userErrors: ReadonlyArray<UserError>;
};

/** The answer of `updateProject`. */
export type UpdateProjectPayload = {
  readonly __typename?: 'UpdateProjectPayload';
  /** The project as it is now; null when refused. */
  readonly project?: Maybe<Project>;
  /** Why nothing was changed; empty when all went well. */
  readonly userErrors: ReadonlyArray<UserError>;
};

/** The answer of `archiveProject`. */
export type ArchiveProjectPayload = {
  readonly __typename?: 'ArchiveProjectPayload';
  /** The project as it is now; null when refused. */
  readonly project?: Maybe<Project>;
  /** Why nothing was changed; empty when all went well. */
  readonly userErrors: ReadonlyArray<UserError>;
};

/** The answer of `restoreProject`. */
export type RestoreProjectPayload = {
  readonly __typename?: 'RestoreProjectPayload';
  /** The project as it is now; null when refused. */
  readonly project?: Maybe<Project>;
  /** Why nothing was changed; empty when all went well. */
  readonly userErrors: ReadonlyArray<UserError>;
};

/** Where a tenant stands in its life. */
export type TenantStatus =
  /** It is being set up; nobody can work in it yet. */
  | 'PROVISIONING'
  /** It is in use. */
  | 'ACTIVE'
  /** It keeps its data, but nobody can work in it until it is resumed. */
  | 'SUSPENDED'
  /** It is closed for good. */
  | 'RETIRED';

/** How a tenant's data is kept apart from that of others. */
export type IsolationModel =
  /** In databases shared with other tenants, apart row by row. */
  | 'SHARED'
  /** In databases of its own. Nothing creates these yet: such a tenant stays PROVISIONING. */
  | 'DEDICATED';

/** What must be done before a tenant may become active. */
export type ProvisioningStep =
  /** Somebody has been invited who can administer the tenant: a moment after it was provisioned. */
  | 'ADMINISTRATOR_INVITED'
  /** The databases of a dedicated tenant are there. Nothing creates them yet. */
  | 'DATABASE_CREATED';

/** A person to turn to on one kind of matter. */
export type TenantContact = {
  readonly __typename?: 'TenantContact';
  /** The contact's own identity within the tenant. */
  readonly id: Scalars['ID']['output'];
  /** The person's name. */
  readonly name: Scalars['String']['output'];
  /** The person's address, in lower case. */
  readonly email: Scalars['String']['output'];
  /** The kind of matter. */
  readonly role: TenantContactRole;
};

/** The matter a contact is turned to for. */
export type TenantContactRole =
  /** Administers the tenant; the first one is invited as its administrator. */
  | 'ADMINISTRATOR'
  /** Invoices and subscriptions. */
  | 'BILLING'
  /** Vulnerabilities and incidents that touch the tenant's data. */
  | 'SECURITY'
  /** Integrations and operation. */
  | 'TECHNICAL';

/** A setting of the tenant that differs from the factory's default. */
export type TenantSetting = {
  readonly __typename?: 'TenantSetting';
  /** What is set: `review.slaHours.CRITICAL`, `.HIGH`, `.NORMAL` or `.LOW`. */
  readonly key: Scalars['String']['output'];
  /** The value in its canonical form; for `review.slaHours` whole hours, such as `4`. */
  readonly value: Scalars['String']['output'];
};

/** What a new tenant starts with. */
export type ProvisionTenantInput = {
  /** Its identity for ever: 2 to 31 of a-z, 0-9 and -, starting with a letter. */
  readonly slug: Scalars['String']['input'];
  /** The name that people read, at most 120 characters. */
  readonly displayName: Scalars['String']['input'];
  /** Where its data is to be kept, such as `eu-central`. */
  readonly region: Scalars['String']['input'];
  /** Whether it shares databases with others or gets its own. */
  readonly isolationModel?: IsolationModel;
  /** Who is to be invited as its first administrator. */
  readonly administrator: TenantAdministratorInput;
  /** The same key with the same input has one effect and one answer. */
  readonly idempotencyKey?: InputMaybe<Scalars['String']['input']>;
};

/** The first administrator of a new tenant. */
export type TenantAdministratorInput = {
  /** The person's name, at most 120 characters. */
  readonly name: Scalars['String']['input'];
  /** The address the invitation goes to. */
  readonly email: Scalars['String']['input'];
};

/** Which tenant to activate. */
export type ActivateTenantInput = {
  /** The tenant's slug. */
  readonly tenantId: Scalars['ID']['input'];
  /** Refuses when the tenant has changed since this version. */
  readonly expectedVersion?: InputMaybe<Scalars['Int']['input']>;
  /** The same key with the same input has one effect and one answer. */
  readonly idempotencyKey?: InputMaybe<Scalars['String']['input']>;
};

/** Which tenant to suspend. */
export type SuspendTenantInput = {
  /** The tenant's slug. */
  readonly tenantId: Scalars['ID']['input'];
  /** Refuses when the tenant has changed since this version. */
  readonly expectedVersion?: InputMaybe<Scalars['Int']['input']>;
  /** The same key with the same input has one effect and one answer. */
  readonly idempotencyKey?: InputMaybe<Scalars['String']['input']>;
};

/** Which tenant to resume. */
export type ResumeTenantInput = {
  /** The tenant's slug. */
  readonly tenantId: Scalars['ID']['input'];
  /** Refuses when the tenant has changed since this version. */
  readonly expectedVersion?: InputMaybe<Scalars['Int']['input']>;
  /** The same key with the same input has one effect and one answer. */
  readonly idempotencyKey?: InputMaybe<Scalars['String']['input']>;
};

/** Which tenant to retire. */
export type RetireTenantInput = {
  /** The tenant's slug. */
  readonly tenantId: Scalars['ID']['input'];
  /** Refuses when the tenant has changed since this version. */
  readonly expectedVersion?: InputMaybe<Scalars['Int']['input']>;
  /** The same key with the same input has one effect and one answer. */
  readonly idempotencyKey?: InputMaybe<Scalars['String']['input']>;
};

/** Which tenant to hold. */
export type PlaceLegalHoldInput = {
  /** The tenant's slug. */
  readonly tenantId: Scalars['ID']['input'];
  /** Refuses when the tenant has changed since this version. */
  readonly expectedVersion?: InputMaybe<Scalars['Int']['input']>;
  /** The same key with the same input has one effect and one answer. */
  readonly idempotencyKey?: InputMaybe<Scalars['String']['input']>;
};

/** Which tenant to release. */
export type LiftLegalHoldInput = {
  /** The tenant's slug. */
  readonly tenantId: Scalars['ID']['input'];
  /** Refuses when the tenant has changed since this version. */
  readonly expectedVersion?: InputMaybe<Scalars['Int']['input']>;
  /** The same key with the same input has one effect and one answer. */
  readonly idempotencyKey?: InputMaybe<Scalars['String']['input']>;
};

/** Which setting to change, and to what. */
export type UpdateTenantSettingInput = {
  /** What to set: `review.slaHours.CRITICAL`, `.HIGH`, `.NORMAL` or `.LOW`. */
  readonly key: Scalars['String']['input'];
  /** The new value; null goes back to the factory's default. */
  readonly value?: InputMaybe<Scalars['String']['input']>;
  /** Refuses when the tenant has changed since this version. */
  readonly expectedVersion?: InputMaybe<Scalars['Int']['input']>;
  /** The same key with the same input has one effect and one answer. */
  readonly idempotencyKey?: InputMaybe<Scalars['String']['input']>;
};

/** A person to turn to. */
export type AddTenantContactInput = {
  /** The person's name, at most 120 characters. */
  readonly name: Scalars['String']['input'];
  /** The person's address. */
  readonly email: Scalars['String']['input'];
  /** The kind of matter. */
  readonly role: TenantContactRole;
  /** Refuses when the tenant has changed since this version. */
  readonly expectedVersion?: InputMaybe<Scalars['Int']['input']>;
  /** The same key with the same input has one effect and one answer. */
  readonly idempotencyKey?: InputMaybe<Scalars['String']['input']>;
};

/** The answer of `provisionTenant`. */
export type ProvisionTenantPayload = {
  readonly __typename?: 'ProvisionTenantPayload';
  /** The new tenant; null when refused. */
  readonly tenant?: Maybe<Tenant>;
  /** Why nothing was changed; empty when all went well. */
  readonly userErrors: ReadonlyArray<UserError>;
};

/** The answer of `activateTenant`. */
export type ActivateTenantPayload = {
  readonly __typename?: 'ActivateTenantPayload';
  /** The tenant as it is now; null when refused. */
  readonly tenant?: Maybe<Tenant>;
  /** Why nothing was changed; empty when all went well. */
  readonly userErrors: ReadonlyArray<UserError>;
};

/** The answer of `suspendTenant`. */
export type SuspendTenantPayload = {
  readonly __typename?: 'SuspendTenantPayload';
  /** The tenant as it is now; null when refused. */
  readonly tenant?: Maybe<Tenant>;
  /** Why nothing was changed; empty when all went well. */
  readonly userErrors: ReadonlyArray<UserError>;
};

/** The answer of `resumeTenant`. */
export type ResumeTenantPayload = {
  readonly __typename?: 'ResumeTenantPayload';
  /** The tenant as it is now; null when refused. */
  readonly tenant?: Maybe<Tenant>;
  /** Why nothing was changed; empty when all went well. */
  readonly userErrors: ReadonlyArray<UserError>;
};

/** The answer of `retireTenant`. */
export type RetireTenantPayload = {
  readonly __typename?: 'RetireTenantPayload';
  /** The tenant as it is now; null when refused. */
  readonly tenant?: Maybe<Tenant>;
  /** Why nothing was changed; empty when all went well. */
  readonly userErrors: ReadonlyArray<UserError>;
};

/** The answer of `placeLegalHold`. */
export type PlaceLegalHoldPayload = {
  readonly __typename?: 'PlaceLegalHoldPayload';
  /** The tenant as it is now; null when refused. */
  readonly tenant?: Maybe<Tenant>;
  /** Why nothing was changed; empty when all went well. */
  readonly userErrors: ReadonlyArray<UserError>;
};

/** The answer of `liftLegalHold`. */
export type LiftLegalHoldPayload = {
  readonly __typename?: 'LiftLegalHoldPayload';
  /** The tenant as it is now; null when refused. */
  readonly tenant?: Maybe<Tenant>;
  /** Why nothing was changed; empty when all went well. */
  readonly userErrors: ReadonlyArray<UserError>;
};

/** The answer of `updateTenantSetting`. */
export type UpdateTenantSettingPayload = {
  readonly __typename?: 'UpdateTenantSettingPayload';
  /** The tenant as it is now; null when refused. */
  readonly tenant?: Maybe<Tenant>;
  /** Why nothing was changed; empty when all went well. */
  readonly userErrors: ReadonlyArray<UserError>;
};

/** The answer of `addTenantContact`. */
export type AddTenantContactPayload = {
  readonly __typename?: 'AddTenantContactPayload';
  /** The tenant as it is now; null when refused. */
  readonly tenant?: Maybe<Tenant>;
  /** Why nothing was changed; empty when all went well. */
  readonly userErrors: ReadonlyArray<UserError>;
};



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
  ApprovalRequest: ApprovalRequest;
  User: User;
  ApiToken: ApiToken;
  Project: Project;
  TenantAccess: TenantAccess;
  Tenant: Tenant;
};

/** Mapping of federation reference types */
export type FederationReferenceTypes = {
  ApprovalRequest:
    ( { __typename: 'ApprovalRequest' }
    & GraphQLRecursivePick<FederationTypes['ApprovalRequest'], {"id":true}> );
  User:
    ( { __typename: 'User' }
    & GraphQLRecursivePick<FederationTypes['User'], {"id":true}> );
  ApiToken:
    ( { __typename: 'ApiToken' }
    & GraphQLRecursivePick<FederationTypes['ApiToken'], {"id":true}> );
  Project:
    ( { __typename: 'Project' }
    & GraphQLRecursivePick<FederationTypes['Project'], {"id":true}> );
  TenantAccess:
    ( { __typename: 'TenantAccess' }
    & GraphQLRecursivePick<FederationTypes['TenantAccess'], {"id":true}> );
  Tenant:
    ( { __typename: 'Tenant' }
    & GraphQLRecursivePick<FederationTypes['Tenant'], {"id":true}> );
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
  ApprovalRequest: ResolverTypeWrapper<ApprovalRequestState>;
  ID: ResolverTypeWrapper<Scalars['ID']['output']>;
  Int: ResolverTypeWrapper<Scalars['Int']['output']>;
  ApprovalStatus: ApprovalStatus;
  ApprovalSubjectType: ApprovalSubjectType;
  Priority: Priority;
  ApprovalForum: ApprovalForum;
  ApprovalTimeout: ApprovalTimeout;
  ApprovalVote: ResolverTypeWrapper<ApprovalVoteState>;
  ApprovalVoteOutcome: ApprovalVoteOutcome;
  ReviewRequest: ResolverTypeWrapper<ReviewRequest>;
  ApprovalRequestConnection: ResolverTypeWrapper<Omit<ApprovalRequestConnection, 'edges' | 'nodes'> & { edges: ReadonlyArray<ResolversTypes['ApprovalRequestEdge']>, nodes: ReadonlyArray<ResolversTypes['ApprovalRequest']> }>;
  ApprovalRequestEdge: ResolverTypeWrapper<Omit<ApprovalRequestEdge, 'node'> & { node: ResolversTypes['ApprovalRequest'] }>;
  ApprovalRequestFilter: ApprovalRequestFilter;
  Query: ResolverTypeWrapper<Record<PropertyKey, never>>;
  Mutation: ResolverTypeWrapper<Record<PropertyKey, never>>;
  RequestApprovalInput: RequestApprovalInput;
  GrantApprovalInput: GrantApprovalInput;
  RejectApprovalInput: RejectApprovalInput;
  CancelApprovalInput: CancelApprovalInput;
  RequestApprovalPayload: ResolverTypeWrapper<Omit<RequestApprovalPayload, 'approvalRequest'> & { approvalRequest?: Maybe<ResolversTypes['ApprovalRequest']> }>;
  GrantApprovalPayload: ResolverTypeWrapper<Omit<GrantApprovalPayload, 'approvalRequest'> & { approvalRequest?: Maybe<ResolversTypes['ApprovalRequest']> }>;
  RejectApprovalPayload: ResolverTypeWrapper<Omit<RejectApprovalPayload, 'approvalRequest'> & { approvalRequest?: Maybe<ResolversTypes['ApprovalRequest']> }>;
  CancelApprovalPayload: ResolverTypeWrapper<Omit<CancelApprovalPayload, 'approvalRequest'> & { approvalRequest?: Maybe<ResolversTypes['ApprovalRequest']> }>;
  User: ResolverTypeWrapper<UserState>;
  UserKind: UserKind;
  UserStatus: UserStatus;
  Role: Role;
  RoleAssignment: ResolverTypeWrapper<RoleAssignmentState>;
  HeldPermission: ResolverTypeWrapper<HeldPermissionState>;
  UserConnection: ResolverTypeWrapper<Omit<UserConnection, 'edges' | 'nodes'> & { edges: ReadonlyArray<ResolversTypes['UserEdge']>, nodes: ReadonlyArray<ResolversTypes['User']> }>;
  UserEdge: ResolverTypeWrapper<Omit<UserEdge, 'node'> & { node: ResolversTypes['User'] }>;
  ApiToken: ResolverTypeWrapper<ApiTokenState>;
  ApiTokenStatus: ApiTokenStatus;
  ApiTokenConnection: ResolverTypeWrapper<Omit<ApiTokenConnection, 'edges' | 'nodes'> & { edges: ReadonlyArray<ResolversTypes['ApiTokenEdge']>, nodes: ReadonlyArray<ResolversTypes['ApiToken']> }>;
  ApiTokenEdge: ResolverTypeWrapper<Omit<ApiTokenEdge, 'node'> & { node: ResolversTypes['ApiToken'] }>;
  ApiTokenFilter: ApiTokenFilter;
  Project: ResolverTypeWrapper<ProjectState>;
  TenantAccess: ResolverTypeWrapper<TenantAccessState>;
  TenantAccessLevel: TenantAccessLevel;
  TenantAccessStatus: TenantAccessStatus;
  TenantAccessConnection: ResolverTypeWrapper<Omit<TenantAccessConnection, 'edges' | 'nodes'> & { edges: ReadonlyArray<ResolversTypes['TenantAccessEdge']>, nodes: ReadonlyArray<ResolversTypes['TenantAccess']> }>;
  TenantAccessEdge: ResolverTypeWrapper<Omit<TenantAccessEdge, 'node'> & { node: ResolversTypes['TenantAccess'] }>;
  MyTenant: ResolverTypeWrapper<MyTenant>;
  InviteUserInput: InviteUserInput;
  RoleInput: RoleInput;
  DisableUserInput: DisableUserInput;
  EnableUserInput: EnableUserInput;
  AssignRoleInput: AssignRoleInput;
  RevokeRoleInput: RevokeRoleInput;
  IssueApiTokenInput: IssueApiTokenInput;
  RevokeApiTokenInput: RevokeApiTokenInput;
  RequestTenantAccessInput: RequestTenantAccessInput;
  ApproveTenantAccessInput: ApproveTenantAccessInput;
  RejectTenantAccessInput: RejectTenantAccessInput;
  RevokeTenantAccessInput: RevokeTenantAccessInput;
  InviteUserPayload: ResolverTypeWrapper<Omit<InviteUserPayload, 'user'> & { user?: Maybe<ResolversTypes['User']> }>;
  DisableUserPayload: ResolverTypeWrapper<Omit<DisableUserPayload, 'user'> & { user?: Maybe<ResolversTypes['User']> }>;
  EnableUserPayload: ResolverTypeWrapper<Omit<EnableUserPayload, 'user'> & { user?: Maybe<ResolversTypes['User']> }>;
  AssignRolePayload: ResolverTypeWrapper<Omit<AssignRolePayload, 'user'> & { user?: Maybe<ResolversTypes['User']> }>;
  RevokeRolePayload: ResolverTypeWrapper<Omit<RevokeRolePayload, 'user'> & { user?: Maybe<ResolversTypes['User']> }>;
  IssueApiTokenPayload: ResolverTypeWrapper<Omit<IssueApiTokenPayload, 'apiToken'> & { apiToken?: Maybe<ResolversTypes['ApiToken']> }>;
  RevokeApiTokenPayload: ResolverTypeWrapper<Omit<RevokeApiTokenPayload, 'apiToken'> & { apiToken?: Maybe<ResolversTypes['ApiToken']> }>;
  RequestTenantAccessPayload: ResolverTypeWrapper<Omit<RequestTenantAccessPayload, 'tenantAccess'> & { tenantAccess?: Maybe<ResolversTypes['TenantAccess']> }>;
  ApproveTenantAccessPayload: ResolverTypeWrapper<Omit<ApproveTenantAccessPayload, 'tenantAccess'> & { tenantAccess?: Maybe<ResolversTypes['TenantAccess']> }>;
  RejectTenantAccessPayload: ResolverTypeWrapper<Omit<RejectTenantAccessPayload, 'tenantAccess'> & { tenantAccess?: Maybe<ResolversTypes['TenantAccess']> }>;
  RevokeTenantAccessPayload: ResolverTypeWrapper<Omit<RevokeTenantAccessPayload, 'tenantAccess'> & { tenantAccess?: Maybe<ResolversTypes['TenantAccess']> }>;
  ProjectStatus: ProjectStatus;
  ProjectConnection: ResolverTypeWrapper<Omit<ProjectConnection, 'edges' | 'nodes'> & { edges: ReadonlyArray<ResolversTypes['ProjectEdge']>, nodes: ReadonlyArray<ResolversTypes['Project']> }>;
  ProjectEdge: ResolverTypeWrapper<Omit<ProjectEdge, 'node'> & { node: ResolversTypes['Project'] }>;
  ProjectFilter: ProjectFilter;
  ProjectOrder: ProjectOrder;
  ProjectOrderField: ProjectOrderField;
  Tenant: ResolverTypeWrapper<TenantState>;
  CreateProjectInput: CreateProjectInput;
  UpdateProjectInput: UpdateProjectInput;
  ArchiveProjectInput: ArchiveProjectInput;
  RestoreProjectInput: RestoreProjectInput;
  CreateProjectPayload: ResolverTypeWrapper<Omit<CreateProjectPayload, 'project'> & { project?: Maybe<ResolversTypes['Project']> }>;
  UpdateProjectPayload: ResolverTypeWrapper<Omit<UpdateProjectPayload, 'project'> & { project?: Maybe<ResolversTypes['Project']> }>;
  ArchiveProjectPayload: ResolverTypeWrapper<Omit<ArchiveProjectPayload, 'project'> & { project?: Maybe<ResolversTypes['Project']> }>;
  RestoreProjectPayload: ResolverTypeWrapper<Omit<RestoreProjectPayload, 'project'> & { project?: Maybe<ResolversTypes['Project']> }>;
  TenantStatus: TenantStatus;
  IsolationModel: IsolationModel;
  ProvisioningStep: ProvisioningStep;
  TenantContact: ResolverTypeWrapper<TenantContactState>;
  TenantContactRole: TenantContactRole;
  TenantSetting: ResolverTypeWrapper<TenantSettingState>;
  ProvisionTenantInput: ProvisionTenantInput;
  TenantAdministratorInput: TenantAdministratorInput;
  ActivateTenantInput: ActivateTenantInput;
  SuspendTenantInput: SuspendTenantInput;
  ResumeTenantInput: ResumeTenantInput;
  RetireTenantInput: RetireTenantInput;
  PlaceLegalHoldInput: PlaceLegalHoldInput;
  LiftLegalHoldInput: LiftLegalHoldInput;
  UpdateTenantSettingInput: UpdateTenantSettingInput;
  AddTenantContactInput: AddTenantContactInput;
  ProvisionTenantPayload: ResolverTypeWrapper<Omit<ProvisionTenantPayload, 'tenant'> & { tenant?: Maybe<ResolversTypes['Tenant']> }>;
  ActivateTenantPayload: ResolverTypeWrapper<Omit<ActivateTenantPayload, 'tenant'> & { tenant?: Maybe<ResolversTypes['Tenant']> }>;
  SuspendTenantPayload: ResolverTypeWrapper<Omit<SuspendTenantPayload, 'tenant'> & { tenant?: Maybe<ResolversTypes['Tenant']> }>;
  ResumeTenantPayload: ResolverTypeWrapper<Omit<ResumeTenantPayload, 'tenant'> & { tenant?: Maybe<ResolversTypes['Tenant']> }>;
  RetireTenantPayload: ResolverTypeWrapper<Omit<RetireTenantPayload, 'tenant'> & { tenant?: Maybe<ResolversTypes['Tenant']> }>;
  PlaceLegalHoldPayload: ResolverTypeWrapper<Omit<PlaceLegalHoldPayload, 'tenant'> & { tenant?: Maybe<ResolversTypes['Tenant']> }>;
  LiftLegalHoldPayload: ResolverTypeWrapper<Omit<LiftLegalHoldPayload, 'tenant'> & { tenant?: Maybe<ResolversTypes['Tenant']> }>;
  UpdateTenantSettingPayload: ResolverTypeWrapper<Omit<UpdateTenantSettingPayload, 'tenant'> & { tenant?: Maybe<ResolversTypes['Tenant']> }>;
  AddTenantContactPayload: ResolverTypeWrapper<Omit<AddTenantContactPayload, 'tenant'> & { tenant?: Maybe<ResolversTypes['Tenant']> }>;
};

/** Mapping between all available schema types and the resolvers parents */
export type ResolversParentTypes = {
  DateTime: Scalars['DateTime']['output'];
  JSON: Scalars['JSON']['output'];
  PageInfo: PageInfo;
  Boolean: Scalars['Boolean']['output'];
  String: Scalars['String']['output'];
  UserError: UserError;
  ApprovalRequest: ApprovalRequestState;
  ID: Scalars['ID']['output'];
  Int: Scalars['Int']['output'];
  ApprovalVote: ApprovalVoteState;
  ReviewRequest: ReviewRequest;
  ApprovalRequestConnection: Omit<ApprovalRequestConnection, 'edges' | 'nodes'> & { edges: ReadonlyArray<ResolversParentTypes['ApprovalRequestEdge']>, nodes: ReadonlyArray<ResolversParentTypes['ApprovalRequest']> };
  ApprovalRequestEdge: Omit<ApprovalRequestEdge, 'node'> & { node: ResolversParentTypes['ApprovalRequest'] };
  ApprovalRequestFilter: ApprovalRequestFilter;
  Query: Record<PropertyKey, never>;
  Mutation: Record<PropertyKey, never>;
  RequestApprovalInput: RequestApprovalInput;
  GrantApprovalInput: GrantApprovalInput;
  RejectApprovalInput: RejectApprovalInput;
  CancelApprovalInput: CancelApprovalInput;
  RequestApprovalPayload: Omit<RequestApprovalPayload, 'approvalRequest'> & { approvalRequest?: Maybe<ResolversParentTypes['ApprovalRequest']> };
  GrantApprovalPayload: Omit<GrantApprovalPayload, 'approvalRequest'> & { approvalRequest?: Maybe<ResolversParentTypes['ApprovalRequest']> };
  RejectApprovalPayload: Omit<RejectApprovalPayload, 'approvalRequest'> & { approvalRequest?: Maybe<ResolversParentTypes['ApprovalRequest']> };
  CancelApprovalPayload: Omit<CancelApprovalPayload, 'approvalRequest'> & { approvalRequest?: Maybe<ResolversParentTypes['ApprovalRequest']> };
  User: UserState;
  RoleAssignment: RoleAssignmentState;
  HeldPermission: HeldPermissionState;
  UserConnection: Omit<UserConnection, 'edges' | 'nodes'> & { edges: ReadonlyArray<ResolversParentTypes['UserEdge']>, nodes: ReadonlyArray<ResolversParentTypes['User']> };
  UserEdge: Omit<UserEdge, 'node'> & { node: ResolversParentTypes['User'] };
  ApiToken: ApiTokenState;
  ApiTokenConnection: Omit<ApiTokenConnection, 'edges' | 'nodes'> & { edges: ReadonlyArray<ResolversParentTypes['ApiTokenEdge']>, nodes: ReadonlyArray<ResolversParentTypes['ApiToken']> };
  ApiTokenEdge: Omit<ApiTokenEdge, 'node'> & { node: ResolversParentTypes['ApiToken'] };
  ApiTokenFilter: ApiTokenFilter;
  Project: ProjectState;
  TenantAccess: TenantAccessState;
  TenantAccessConnection: Omit<TenantAccessConnection, 'edges' | 'nodes'> & { edges: ReadonlyArray<ResolversParentTypes['TenantAccessEdge']>, nodes: ReadonlyArray<ResolversParentTypes['TenantAccess']> };
  TenantAccessEdge: Omit<TenantAccessEdge, 'node'> & { node: ResolversParentTypes['TenantAccess'] };
  MyTenant: MyTenant;
  InviteUserInput: InviteUserInput;
  RoleInput: RoleInput;
  DisableUserInput: DisableUserInput;
  EnableUserInput: EnableUserInput;
  AssignRoleInput: AssignRoleInput;
  RevokeRoleInput: RevokeRoleInput;
  IssueApiTokenInput: IssueApiTokenInput;
  RevokeApiTokenInput: RevokeApiTokenInput;
  RequestTenantAccessInput: RequestTenantAccessInput;
  ApproveTenantAccessInput: ApproveTenantAccessInput;
  RejectTenantAccessInput: RejectTenantAccessInput;
  RevokeTenantAccessInput: RevokeTenantAccessInput;
  InviteUserPayload: Omit<InviteUserPayload, 'user'> & { user?: Maybe<ResolversParentTypes['User']> };
  DisableUserPayload: Omit<DisableUserPayload, 'user'> & { user?: Maybe<ResolversParentTypes['User']> };
  EnableUserPayload: Omit<EnableUserPayload, 'user'> & { user?: Maybe<ResolversParentTypes['User']> };
  AssignRolePayload: Omit<AssignRolePayload, 'user'> & { user?: Maybe<ResolversParentTypes['User']> };
  RevokeRolePayload: Omit<RevokeRolePayload, 'user'> & { user?: Maybe<ResolversParentTypes['User']> };
  IssueApiTokenPayload: Omit<IssueApiTokenPayload, 'apiToken'> & { apiToken?: Maybe<ResolversParentTypes['ApiToken']> };
  RevokeApiTokenPayload: Omit<RevokeApiTokenPayload, 'apiToken'> & { apiToken?: Maybe<ResolversParentTypes['ApiToken']> };
  RequestTenantAccessPayload: Omit<RequestTenantAccessPayload, 'tenantAccess'> & { tenantAccess?: Maybe<ResolversParentTypes['TenantAccess']> };
  ApproveTenantAccessPayload: Omit<ApproveTenantAccessPayload, 'tenantAccess'> & { tenantAccess?: Maybe<ResolversParentTypes['TenantAccess']> };
  RejectTenantAccessPayload: Omit<RejectTenantAccessPayload, 'tenantAccess'> & { tenantAccess?: Maybe<ResolversParentTypes['TenantAccess']> };
  RevokeTenantAccessPayload: Omit<RevokeTenantAccessPayload, 'tenantAccess'> & { tenantAccess?: Maybe<ResolversParentTypes['TenantAccess']> };
  ProjectConnection: Omit<ProjectConnection, 'edges' | 'nodes'> & { edges: ReadonlyArray<ResolversParentTypes['ProjectEdge']>, nodes: ReadonlyArray<ResolversParentTypes['Project']> };
  ProjectEdge: Omit<ProjectEdge, 'node'> & { node: ResolversParentTypes['Project'] };
  ProjectFilter: ProjectFilter;
  ProjectOrder: ProjectOrder;
  Tenant: TenantState;
  CreateProjectInput: CreateProjectInput;
  UpdateProjectInput: UpdateProjectInput;
  ArchiveProjectInput: ArchiveProjectInput;
  RestoreProjectInput: RestoreProjectInput;
  CreateProjectPayload: Omit<CreateProjectPayload, 'project'> & { project?: Maybe<ResolversParentTypes['Project']> };
  UpdateProjectPayload: Omit<UpdateProjectPayload, 'project'> & { project?: Maybe<ResolversParentTypes['Project']> };
  ArchiveProjectPayload: Omit<ArchiveProjectPayload, 'project'> & { project?: Maybe<ResolversParentTypes['Project']> };
  RestoreProjectPayload: Omit<RestoreProjectPayload, 'project'> & { project?: Maybe<ResolversParentTypes['Project']> };
  TenantContact: TenantContactState;
  TenantSetting: TenantSettingState;
  ProvisionTenantInput: ProvisionTenantInput;
  TenantAdministratorInput: TenantAdministratorInput;
  ActivateTenantInput: ActivateTenantInput;
  SuspendTenantInput: SuspendTenantInput;
  ResumeTenantInput: ResumeTenantInput;
  RetireTenantInput: RetireTenantInput;
  PlaceLegalHoldInput: PlaceLegalHoldInput;
  LiftLegalHoldInput: LiftLegalHoldInput;
  UpdateTenantSettingInput: UpdateTenantSettingInput;
  AddTenantContactInput: AddTenantContactInput;
  ProvisionTenantPayload: Omit<ProvisionTenantPayload, 'tenant'> & { tenant?: Maybe<ResolversParentTypes['Tenant']> };
  ActivateTenantPayload: Omit<ActivateTenantPayload, 'tenant'> & { tenant?: Maybe<ResolversParentTypes['Tenant']> };
  SuspendTenantPayload: Omit<SuspendTenantPayload, 'tenant'> & { tenant?: Maybe<ResolversParentTypes['Tenant']> };
  ResumeTenantPayload: Omit<ResumeTenantPayload, 'tenant'> & { tenant?: Maybe<ResolversParentTypes['Tenant']> };
  RetireTenantPayload: Omit<RetireTenantPayload, 'tenant'> & { tenant?: Maybe<ResolversParentTypes['Tenant']> };
  PlaceLegalHoldPayload: Omit<PlaceLegalHoldPayload, 'tenant'> & { tenant?: Maybe<ResolversParentTypes['Tenant']> };
  LiftLegalHoldPayload: Omit<LiftLegalHoldPayload, 'tenant'> & { tenant?: Maybe<ResolversParentTypes['Tenant']> };
  UpdateTenantSettingPayload: Omit<UpdateTenantSettingPayload, 'tenant'> & { tenant?: Maybe<ResolversParentTypes['Tenant']> };
  AddTenantContactPayload: Omit<AddTenantContactPayload, 'tenant'> & { tenant?: Maybe<ResolversParentTypes['Tenant']> };
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

export type ApprovalRequestResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ApprovalRequest'] = ResolversParentTypes['ApprovalRequest'], FederationReferenceType extends FederationReferenceTypes['ApprovalRequest'] = FederationReferenceTypes['ApprovalRequest']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['ApprovalRequest']> | FederationReferenceType, FederationReferenceType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  version?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  policyDecisionId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  projectId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  subjectType?: Resolver<ResolversTypes['ApprovalSubjectType'], ParentType, ContextType>;
  subjectId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  action?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  priority?: Resolver<ResolversTypes['Priority'], ParentType, ContextType>;
  requestedByUserId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  requiredRole?: Resolver<ResolversTypes['Role'], ParentType, ContextType>;
  requiredApprovals?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  decisions?: Resolver<ReadonlyArray<ResolversTypes['ApprovalVote']>, ParentType, ContextType>;
  decidedIn?: Resolver<ResolversTypes['ApprovalForum'], ParentType, ContextType>;
  reviewRequestId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  reviewRequest?: Resolver<Maybe<ResolversTypes['ReviewRequest']>, ParentType, ContextType>;
  status?: Resolver<ResolversTypes['ApprovalStatus'], ParentType, ContextType>;
  onTimeout?: Resolver<ResolversTypes['ApprovalTimeout'], ParentType, ContextType>;
  expiresAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  overrideNoted?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  settledAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  traceId?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  correlationId?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  updatedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  requestedBy?: Resolver<Maybe<ResolversTypes['User']>, ParentType, ContextType>;
  project?: Resolver<Maybe<ResolversTypes['Project']>, ParentType, ContextType>;
};

export type ApprovalVoteResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ApprovalVote'] = ResolversParentTypes['ApprovalVote']> = {
  approverUserId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  outcome?: Resolver<ResolversTypes['ApprovalVoteOutcome'], ParentType, ContextType>;
  comment?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  decidedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  approver?: Resolver<Maybe<ResolversTypes['User']>, ParentType, ContextType>;
};

export type ReviewRequestResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ReviewRequest'] = ResolversParentTypes['ReviewRequest']> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
};

export type ApprovalRequestConnectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ApprovalRequestConnection'] = ResolversParentTypes['ApprovalRequestConnection']> = {
  edges?: Resolver<ReadonlyArray<ResolversTypes['ApprovalRequestEdge']>, ParentType, ContextType>;
  nodes?: Resolver<ReadonlyArray<ResolversTypes['ApprovalRequest']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type ApprovalRequestEdgeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ApprovalRequestEdge'] = ResolversParentTypes['ApprovalRequestEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['ApprovalRequest'], ParentType, ContextType>;
};

export type QueryResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Query'] = ResolversParentTypes['Query']> = {
  approvalRequest?: Resolver<Maybe<ResolversTypes['ApprovalRequest']>, ParentType, ContextType, RequireFields<QueryApprovalRequestArgs, 'id'>>;
  approvalRequests?: Resolver<Maybe<ResolversTypes['ApprovalRequestConnection']>, ParentType, ContextType, RequireFields<QueryApprovalRequestsArgs, 'first'>>;
  myTenants?: Resolver<Maybe<ReadonlyArray<ResolversTypes['MyTenant']>>, ParentType, ContextType>;
  viewer?: Resolver<Maybe<ResolversTypes['User']>, ParentType, ContextType>;
  users?: Resolver<Maybe<ResolversTypes['UserConnection']>, ParentType, ContextType, RequireFields<QueryUsersArgs, 'first'>>;
  apiTokens?: Resolver<Maybe<ResolversTypes['ApiTokenConnection']>, ParentType, ContextType, RequireFields<QueryApiTokensArgs, 'first'>>;
  tenantAccesses?: Resolver<Maybe<ResolversTypes['TenantAccessConnection']>, ParentType, ContextType, RequireFields<QueryTenantAccessesArgs, 'first'>>;
  project?: Resolver<Maybe<ResolversTypes['Project']>, ParentType, ContextType, RequireFields<QueryProjectArgs, 'id'>>;
  projects?: Resolver<Maybe<ResolversTypes['ProjectConnection']>, ParentType, ContextType, RequireFields<QueryProjectsArgs, 'orderBy' | 'first'>>;
  tenant?: Resolver<Maybe<ResolversTypes['Tenant']>, ParentType, ContextType>;
};

export type MutationResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Mutation'] = ResolversParentTypes['Mutation']> = {
  requestApproval?: Resolver<ResolversTypes['RequestApprovalPayload'], ParentType, ContextType, RequireFields<MutationRequestApprovalArgs, 'input'>>;
  grantApproval?: Resolver<ResolversTypes['GrantApprovalPayload'], ParentType, ContextType, RequireFields<MutationGrantApprovalArgs, 'input'>>;
  rejectApproval?: Resolver<ResolversTypes['RejectApprovalPayload'], ParentType, ContextType, RequireFields<MutationRejectApprovalArgs, 'input'>>;
  cancelApproval?: Resolver<ResolversTypes['CancelApprovalPayload'], ParentType, ContextType, RequireFields<MutationCancelApprovalArgs, 'input'>>;
  inviteUser?: Resolver<ResolversTypes['InviteUserPayload'], ParentType, ContextType, RequireFields<MutationInviteUserArgs, 'input'>>;
  disableUser?: Resolver<ResolversTypes['DisableUserPayload'], ParentType, ContextType, RequireFields<MutationDisableUserArgs, 'input'>>;
  enableUser?: Resolver<ResolversTypes['EnableUserPayload'], ParentType, ContextType, RequireFields<MutationEnableUserArgs, 'input'>>;
  assignRole?: Resolver<ResolversTypes['AssignRolePayload'], ParentType, ContextType, RequireFields<MutationAssignRoleArgs, 'input'>>;
  revokeRole?: Resolver<ResolversTypes['RevokeRolePayload'], ParentType, ContextType, RequireFields<MutationRevokeRoleArgs, 'input'>>;
  issueApiToken?: Resolver<ResolversTypes['IssueApiTokenPayload'], ParentType, ContextType, RequireFields<MutationIssueApiTokenArgs, 'input'>>;
  revokeApiToken?: Resolver<ResolversTypes['RevokeApiTokenPayload'], ParentType, ContextType, RequireFields<MutationRevokeApiTokenArgs, 'input'>>;
  requestTenantAccess?: Resolver<ResolversTypes['RequestTenantAccessPayload'], ParentType, ContextType, RequireFields<MutationRequestTenantAccessArgs, 'input'>>;
  approveTenantAccess?: Resolver<ResolversTypes['ApproveTenantAccessPayload'], ParentType, ContextType, RequireFields<MutationApproveTenantAccessArgs, 'input'>>;
  rejectTenantAccess?: Resolver<ResolversTypes['RejectTenantAccessPayload'], ParentType, ContextType, RequireFields<MutationRejectTenantAccessArgs, 'input'>>;
  revokeTenantAccess?: Resolver<ResolversTypes['RevokeTenantAccessPayload'], ParentType, ContextType, RequireFields<MutationRevokeTenantAccessArgs, 'input'>>;
  createProject?: Resolver<ResolversTypes['CreateProjectPayload'], ParentType, ContextType, RequireFields<MutationCreateProjectArgs, 'input'>>;
  updateProject?: Resolver<ResolversTypes['UpdateProjectPayload'], ParentType, ContextType, RequireFields<MutationUpdateProjectArgs, 'input'>>;
  archiveProject?: Resolver<ResolversTypes['ArchiveProjectPayload'], ParentType, ContextType, RequireFields<MutationArchiveProjectArgs, 'input'>>;
  restoreProject?: Resolver<ResolversTypes['RestoreProjectPayload'], ParentType, ContextType, RequireFields<MutationRestoreProjectArgs, 'input'>>;
  provisionTenant?: Resolver<ResolversTypes['ProvisionTenantPayload'], ParentType, ContextType, RequireFields<MutationProvisionTenantArgs, 'input'>>;
  activateTenant?: Resolver<ResolversTypes['ActivateTenantPayload'], ParentType, ContextType, RequireFields<MutationActivateTenantArgs, 'input'>>;
  suspendTenant?: Resolver<ResolversTypes['SuspendTenantPayload'], ParentType, ContextType, RequireFields<MutationSuspendTenantArgs, 'input'>>;
  resumeTenant?: Resolver<ResolversTypes['ResumeTenantPayload'], ParentType, ContextType, RequireFields<MutationResumeTenantArgs, 'input'>>;
  retireTenant?: Resolver<ResolversTypes['RetireTenantPayload'], ParentType, ContextType, RequireFields<MutationRetireTenantArgs, 'input'>>;
  placeLegalHold?: Resolver<ResolversTypes['PlaceLegalHoldPayload'], ParentType, ContextType, RequireFields<MutationPlaceLegalHoldArgs, 'input'>>;
  liftLegalHold?: Resolver<ResolversTypes['LiftLegalHoldPayload'], ParentType, ContextType, RequireFields<MutationLiftLegalHoldArgs, 'input'>>;
  updateTenantSetting?: Resolver<ResolversTypes['UpdateTenantSettingPayload'], ParentType, ContextType, RequireFields<MutationUpdateTenantSettingArgs, 'input'>>;
  addTenantContact?: Resolver<ResolversTypes['AddTenantContactPayload'], ParentType, ContextType, RequireFields<MutationAddTenantContactArgs, 'input'>>;
};

export type RequestApprovalPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['RequestApprovalPayload'] = ResolversParentTypes['RequestApprovalPayload']> = {
  approvalRequest?: Resolver<Maybe<ResolversTypes['ApprovalRequest']>, ParentType, ContextType>;
  userErrors?: Resolver<ReadonlyArray<ResolversTypes['UserError']>, ParentType, ContextType>;
};

export type GrantApprovalPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['GrantApprovalPayload'] = ResolversParentTypes['GrantApprovalPayload']> = {
  approvalRequest?: Resolver<Maybe<ResolversTypes['ApprovalRequest']>, ParentType, ContextType>;
  userErrors?: Resolver<ReadonlyArray<ResolversTypes['UserError']>, ParentType, ContextType>;
};

export type RejectApprovalPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['RejectApprovalPayload'] = ResolversParentTypes['RejectApprovalPayload']> = {
  approvalRequest?: Resolver<Maybe<ResolversTypes['ApprovalRequest']>, ParentType, ContextType>;
  userErrors?: Resolver<ReadonlyArray<ResolversTypes['UserError']>, ParentType, ContextType>;
};

export type CancelApprovalPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['CancelApprovalPayload'] = ResolversParentTypes['CancelApprovalPayload']> = {
  approvalRequest?: Resolver<Maybe<ResolversTypes['ApprovalRequest']>, ParentType, ContextType>;
  userErrors?: Resolver<ReadonlyArray<ResolversTypes['UserError']>, ParentType, ContextType>;
};

export type UserResolvers<ContextType = Context, ParentType extends ResolversParentTypes['User'] = ResolversParentTypes['User'], FederationReferenceType extends FederationReferenceTypes['User'] = FederationReferenceTypes['User']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['User']> | FederationReferenceType, FederationReferenceType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  version?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  kind?: Resolver<ResolversTypes['UserKind'], ParentType, ContextType>;
  displayName?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  email?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  status?: Resolver<ResolversTypes['UserStatus'], ParentType, ContextType>;
  invitationExpiresAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  lastLoginAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  roles?: Resolver<ReadonlyArray<ResolversTypes['RoleAssignment']>, ParentType, ContextType>;
  permissions?: Resolver<Maybe<ReadonlyArray<ResolversTypes['HeldPermission']>>, ParentType, ContextType>;
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  updatedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  tenant?: Resolver<Maybe<ResolversTypes['Tenant']>, ParentType, ContextType>;
};

export type RoleAssignmentResolvers<ContextType = Context, ParentType extends ResolversParentTypes['RoleAssignment'] = ResolversParentTypes['RoleAssignment']> = {
  role?: Resolver<ResolversTypes['Role'], ParentType, ContextType>;
  projectId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  grantedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  grantedByUserId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  grantedBy?: Resolver<Maybe<ResolversTypes['User']>, ParentType, ContextType>;
  project?: Resolver<Maybe<ResolversTypes['Project']>, ParentType, ContextType>;
};

export type HeldPermissionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['HeldPermission'] = ResolversParentTypes['HeldPermission']> = {
  permission?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  projectId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  project?: Resolver<Maybe<ResolversTypes['Project']>, ParentType, ContextType>;
};

export type UserConnectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['UserConnection'] = ResolversParentTypes['UserConnection']> = {
  edges?: Resolver<ReadonlyArray<ResolversTypes['UserEdge']>, ParentType, ContextType>;
  nodes?: Resolver<ReadonlyArray<ResolversTypes['User']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type UserEdgeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['UserEdge'] = ResolversParentTypes['UserEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['User'], ParentType, ContextType>;
};

export type ApiTokenResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ApiToken'] = ResolversParentTypes['ApiToken'], FederationReferenceType extends FederationReferenceTypes['ApiToken'] = FederationReferenceTypes['ApiToken']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['ApiToken']> | FederationReferenceType, FederationReferenceType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  version?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  ownerUserId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  owner?: Resolver<Maybe<ResolversTypes['User']>, ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  prefix?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  scopes?: Resolver<ReadonlyArray<ResolversTypes['String']>, ParentType, ContextType>;
  status?: Resolver<ResolversTypes['ApiTokenStatus'], ParentType, ContextType>;
  expiresAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  lastUsedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  revokedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  updatedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  tenant?: Resolver<Maybe<ResolversTypes['Tenant']>, ParentType, ContextType>;
};

export type ApiTokenConnectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ApiTokenConnection'] = ResolversParentTypes['ApiTokenConnection']> = {
  edges?: Resolver<ReadonlyArray<ResolversTypes['ApiTokenEdge']>, ParentType, ContextType>;
  nodes?: Resolver<ReadonlyArray<ResolversTypes['ApiToken']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type ApiTokenEdgeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ApiTokenEdge'] = ResolversParentTypes['ApiTokenEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['ApiToken'], ParentType, ContextType>;
};

export type ProjectResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Project'] = ResolversParentTypes['Project'], FederationReferenceType extends FederationReferenceTypes['Project'] = FederationReferenceTypes['Project']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['Project']> | FederationReferenceType, FederationReferenceType, ContextType>;
  owner?: Resolver<Maybe<ResolversTypes['User']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  version?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  slug?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  description?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  ownerUserId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  status?: Resolver<ResolversTypes['ProjectStatus'], ParentType, ContextType>;
  archivedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  updatedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  tenant?: Resolver<Maybe<ResolversTypes['Tenant']>, ParentType, ContextType>;
};

export type TenantAccessResolvers<ContextType = Context, ParentType extends ResolversParentTypes['TenantAccess'] = ResolversParentTypes['TenantAccess'], FederationReferenceType extends FederationReferenceTypes['TenantAccess'] = FederationReferenceTypes['TenantAccess']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['TenantAccess']> | FederationReferenceType, FederationReferenceType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  version?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  tenantId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  operatorUserId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  level?: Resolver<ResolversTypes['TenantAccessLevel'], ParentType, ContextType>;
  reason?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  ticket?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  durationMinutes?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  status?: Resolver<ResolversTypes['TenantAccessStatus'], ParentType, ContextType>;
  decidedByUserId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  revokedByUserId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  expiresAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  useCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  lastUsedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  updatedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
};

export type TenantAccessConnectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['TenantAccessConnection'] = ResolversParentTypes['TenantAccessConnection']> = {
  edges?: Resolver<ReadonlyArray<ResolversTypes['TenantAccessEdge']>, ParentType, ContextType>;
  nodes?: Resolver<ReadonlyArray<ResolversTypes['TenantAccess']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type TenantAccessEdgeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['TenantAccessEdge'] = ResolversParentTypes['TenantAccessEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['TenantAccess'], ParentType, ContextType>;
};

export type MyTenantResolvers<ContextType = Context, ParentType extends ResolversParentTypes['MyTenant'] = ResolversParentTypes['MyTenant']> = {
  tenantId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  displayName?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type InviteUserPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['InviteUserPayload'] = ResolversParentTypes['InviteUserPayload']> = {
  user?: Resolver<Maybe<ResolversTypes['User']>, ParentType, ContextType>;
  userErrors?: Resolver<ReadonlyArray<ResolversTypes['UserError']>, ParentType, ContextType>;
};

export type DisableUserPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['DisableUserPayload'] = ResolversParentTypes['DisableUserPayload']> = {
  user?: Resolver<Maybe<ResolversTypes['User']>, ParentType, ContextType>;
  userErrors?: Resolver<ReadonlyArray<ResolversTypes['UserError']>, ParentType, ContextType>;
};

export type EnableUserPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['EnableUserPayload'] = ResolversParentTypes['EnableUserPayload']> = {
  user?: Resolver<Maybe<ResolversTypes['User']>, ParentType, ContextType>;
  userErrors?: Resolver<ReadonlyArray<ResolversTypes['UserError']>, ParentType, ContextType>;
};

export type AssignRolePayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['AssignRolePayload'] = ResolversParentTypes['AssignRolePayload']> = {
  user?: Resolver<Maybe<ResolversTypes['User']>, ParentType, ContextType>;
  userErrors?: Resolver<ReadonlyArray<ResolversTypes['UserError']>, ParentType, ContextType>;
};

export type RevokeRolePayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['RevokeRolePayload'] = ResolversParentTypes['RevokeRolePayload']> = {
  user?: Resolver<Maybe<ResolversTypes['User']>, ParentType, ContextType>;
  userErrors?: Resolver<ReadonlyArray<ResolversTypes['UserError']>, ParentType, ContextType>;
};

export type IssueApiTokenPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['IssueApiTokenPayload'] = ResolversParentTypes['IssueApiTokenPayload']> = {
  apiToken?: Resolver<Maybe<ResolversTypes['ApiToken']>, ParentType, ContextType>;
  secret?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  userErrors?: Resolver<ReadonlyArray<ResolversTypes['UserError']>, ParentType, ContextType>;
};

export type RevokeApiTokenPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['RevokeApiTokenPayload'] = ResolversParentTypes['RevokeApiTokenPayload']> = {
  apiToken?: Resolver<Maybe<ResolversTypes['ApiToken']>, ParentType, ContextType>;
  userErrors?: Resolver<ReadonlyArray<ResolversTypes['UserError']>, ParentType, ContextType>;
};

export type RequestTenantAccessPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['RequestTenantAccessPayload'] = ResolversParentTypes['RequestTenantAccessPayload']> = {
  tenantAccess?: Resolver<Maybe<ResolversTypes['TenantAccess']>, ParentType, ContextType>;
  userErrors?: Resolver<ReadonlyArray<ResolversTypes['UserError']>, ParentType, ContextType>;
};

export type ApproveTenantAccessPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ApproveTenantAccessPayload'] = ResolversParentTypes['ApproveTenantAccessPayload']> = {
  tenantAccess?: Resolver<Maybe<ResolversTypes['TenantAccess']>, ParentType, ContextType>;
  userErrors?: Resolver<ReadonlyArray<ResolversTypes['UserError']>, ParentType, ContextType>;
};

export type RejectTenantAccessPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['RejectTenantAccessPayload'] = ResolversParentTypes['RejectTenantAccessPayload']> = {
  tenantAccess?: Resolver<Maybe<ResolversTypes['TenantAccess']>, ParentType, ContextType>;
  userErrors?: Resolver<ReadonlyArray<ResolversTypes['UserError']>, ParentType, ContextType>;
};

export type RevokeTenantAccessPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['RevokeTenantAccessPayload'] = ResolversParentTypes['RevokeTenantAccessPayload']> = {
  tenantAccess?: Resolver<Maybe<ResolversTypes['TenantAccess']>, ParentType, ContextType>;
  userErrors?: Resolver<ReadonlyArray<ResolversTypes['UserError']>, ParentType, ContextType>;
};

export type ProjectConnectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ProjectConnection'] = ResolversParentTypes['ProjectConnection']> = {
  edges?: Resolver<ReadonlyArray<ResolversTypes['ProjectEdge']>, ParentType, ContextType>;
  nodes?: Resolver<ReadonlyArray<ResolversTypes['Project']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type ProjectEdgeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ProjectEdge'] = ResolversParentTypes['ProjectEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['Project'], ParentType, ContextType>;
};

export type TenantResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Tenant'] = ResolversParentTypes['Tenant'], FederationReferenceType extends FederationReferenceTypes['Tenant'] = FederationReferenceTypes['Tenant']> = {
  __resolveReference?: ReferenceResolver<Maybe<ResolversTypes['Tenant']> | FederationReferenceType, FederationReferenceType, ContextType>;
  projects?: Resolver<Maybe<ResolversTypes['ProjectConnection']>, ParentType, ContextType, RequireFields<TenantProjectsArgs, 'first'>>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  version?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  displayName?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  region?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  isolationModel?: Resolver<ResolversTypes['IsolationModel'], ParentType, ContextType>;
  status?: Resolver<ResolversTypes['TenantStatus'], ParentType, ContextType>;
  editionId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  provisionedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  pendingSteps?: Resolver<ReadonlyArray<ResolversTypes['ProvisioningStep']>, ParentType, ContextType>;
  hasLegalHold?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  contacts?: Resolver<Maybe<ReadonlyArray<ResolversTypes['TenantContact']>>, ParentType, ContextType>;
  settings?: Resolver<ReadonlyArray<ResolversTypes['TenantSetting']>, ParentType, ContextType>;
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  updatedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
};

export type CreateProjectPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['CreateProjectPayload'] = ResolversParentTypes['CreateProjectPayload']> = {
  project?: Resolver<Maybe<ResolversTypes['Project']>, ParentType, ContextType>;
  userErrors?: Resolver<ReadonlyArray<ResolversTypes['UserError']>, ParentType, ContextType>;
};

export type UpdateProjectPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['UpdateProjectPayload'] = ResolversParentTypes['UpdateProjectPayload']> = {
  project?: Resolver<Maybe<ResolversTypes['Project']>, ParentType, ContextType>;
  userErrors?: Resolver<ReadonlyArray<ResolversTypes['UserError']>, ParentType, ContextType>;
};

export type ArchiveProjectPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ArchiveProjectPayload'] = ResolversParentTypes['ArchiveProjectPayload']> = {
  project?: Resolver<Maybe<ResolversTypes['Project']>, ParentType, ContextType>;
  userErrors?: Resolver<ReadonlyArray<ResolversTypes['UserError']>, ParentType, ContextType>;
};

export type RestoreProjectPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['RestoreProjectPayload'] = ResolversParentTypes['RestoreProjectPayload']> = {
  project?: Resolver<Maybe<ResolversTypes['Project']>, ParentType, ContextType>;
  userErrors?: Resolver<ReadonlyArray<ResolversTypes['UserError']>, ParentType, ContextType>;
};

export type TenantContactResolvers<ContextType = Context, ParentType extends ResolversParentTypes['TenantContact'] = ResolversParentTypes['TenantContact']> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  email?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  role?: Resolver<ResolversTypes['TenantContactRole'], ParentType, ContextType>;
};

export type TenantSettingResolvers<ContextType = Context, ParentType extends ResolversParentTypes['TenantSetting'] = ResolversParentTypes['TenantSetting']> = {
  key?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  value?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type ProvisionTenantPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ProvisionTenantPayload'] = ResolversParentTypes['ProvisionTenantPayload']> = {
  tenant?: Resolver<Maybe<ResolversTypes['Tenant']>, ParentType, ContextType>;
  userErrors?: Resolver<ReadonlyArray<ResolversTypes['UserError']>, ParentType, ContextType>;
};

export type ActivateTenantPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ActivateTenantPayload'] = ResolversParentTypes['ActivateTenantPayload']> = {
  tenant?: Resolver<Maybe<ResolversTypes['Tenant']>, ParentType, ContextType>;
  userErrors?: Resolver<ReadonlyArray<ResolversTypes['UserError']>, ParentType, ContextType>;
};

export type SuspendTenantPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['SuspendTenantPayload'] = ResolversParentTypes['SuspendTenantPayload']> = {
  tenant?: Resolver<Maybe<ResolversTypes['Tenant']>, ParentType, ContextType>;
  userErrors?: Resolver<ReadonlyArray<ResolversTypes['UserError']>, ParentType, ContextType>;
};

export type ResumeTenantPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ResumeTenantPayload'] = ResolversParentTypes['ResumeTenantPayload']> = {
  tenant?: Resolver<Maybe<ResolversTypes['Tenant']>, ParentType, ContextType>;
  userErrors?: Resolver<ReadonlyArray<ResolversTypes['UserError']>, ParentType, ContextType>;
};

export type RetireTenantPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['RetireTenantPayload'] = ResolversParentTypes['RetireTenantPayload']> = {
  tenant?: Resolver<Maybe<ResolversTypes['Tenant']>, ParentType, ContextType>;
  userErrors?: Resolver<ReadonlyArray<ResolversTypes['UserError']>, ParentType, ContextType>;
};

export type PlaceLegalHoldPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['PlaceLegalHoldPayload'] = ResolversParentTypes['PlaceLegalHoldPayload']> = {
  tenant?: Resolver<Maybe<ResolversTypes['Tenant']>, ParentType, ContextType>;
  userErrors?: Resolver<ReadonlyArray<ResolversTypes['UserError']>, ParentType, ContextType>;
};

export type LiftLegalHoldPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['LiftLegalHoldPayload'] = ResolversParentTypes['LiftLegalHoldPayload']> = {
  tenant?: Resolver<Maybe<ResolversTypes['Tenant']>, ParentType, ContextType>;
  userErrors?: Resolver<ReadonlyArray<ResolversTypes['UserError']>, ParentType, ContextType>;
};

export type UpdateTenantSettingPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['UpdateTenantSettingPayload'] = ResolversParentTypes['UpdateTenantSettingPayload']> = {
  tenant?: Resolver<Maybe<ResolversTypes['Tenant']>, ParentType, ContextType>;
  userErrors?: Resolver<ReadonlyArray<ResolversTypes['UserError']>, ParentType, ContextType>;
};

export type AddTenantContactPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['AddTenantContactPayload'] = ResolversParentTypes['AddTenantContactPayload']> = {
  tenant?: Resolver<Maybe<ResolversTypes['Tenant']>, ParentType, ContextType>;
  userErrors?: Resolver<ReadonlyArray<ResolversTypes['UserError']>, ParentType, ContextType>;
};

export type Resolvers<ContextType = Context> = {
  DateTime?: GraphQLScalarType;
  JSON?: GraphQLScalarType;
  PageInfo?: PageInfoResolvers<ContextType>;
  UserError?: UserErrorResolvers<ContextType>;
  ApprovalRequest?: ApprovalRequestResolvers<ContextType>;
  ApprovalVote?: ApprovalVoteResolvers<ContextType>;
  ReviewRequest?: ReviewRequestResolvers<ContextType>;
  ApprovalRequestConnection?: ApprovalRequestConnectionResolvers<ContextType>;
  ApprovalRequestEdge?: ApprovalRequestEdgeResolvers<ContextType>;
  Query?: QueryResolvers<ContextType>;
  Mutation?: MutationResolvers<ContextType>;
  RequestApprovalPayload?: RequestApprovalPayloadResolvers<ContextType>;
  GrantApprovalPayload?: GrantApprovalPayloadResolvers<ContextType>;
  RejectApprovalPayload?: RejectApprovalPayloadResolvers<ContextType>;
  CancelApprovalPayload?: CancelApprovalPayloadResolvers<ContextType>;
  User?: UserResolvers<ContextType>;
  RoleAssignment?: RoleAssignmentResolvers<ContextType>;
  HeldPermission?: HeldPermissionResolvers<ContextType>;
  UserConnection?: UserConnectionResolvers<ContextType>;
  UserEdge?: UserEdgeResolvers<ContextType>;
  ApiToken?: ApiTokenResolvers<ContextType>;
  ApiTokenConnection?: ApiTokenConnectionResolvers<ContextType>;
  ApiTokenEdge?: ApiTokenEdgeResolvers<ContextType>;
  Project?: ProjectResolvers<ContextType>;
  TenantAccess?: TenantAccessResolvers<ContextType>;
  TenantAccessConnection?: TenantAccessConnectionResolvers<ContextType>;
  TenantAccessEdge?: TenantAccessEdgeResolvers<ContextType>;
  MyTenant?: MyTenantResolvers<ContextType>;
  InviteUserPayload?: InviteUserPayloadResolvers<ContextType>;
  DisableUserPayload?: DisableUserPayloadResolvers<ContextType>;
  EnableUserPayload?: EnableUserPayloadResolvers<ContextType>;
  AssignRolePayload?: AssignRolePayloadResolvers<ContextType>;
  RevokeRolePayload?: RevokeRolePayloadResolvers<ContextType>;
  IssueApiTokenPayload?: IssueApiTokenPayloadResolvers<ContextType>;
  RevokeApiTokenPayload?: RevokeApiTokenPayloadResolvers<ContextType>;
  RequestTenantAccessPayload?: RequestTenantAccessPayloadResolvers<ContextType>;
  ApproveTenantAccessPayload?: ApproveTenantAccessPayloadResolvers<ContextType>;
  RejectTenantAccessPayload?: RejectTenantAccessPayloadResolvers<ContextType>;
  RevokeTenantAccessPayload?: RevokeTenantAccessPayloadResolvers<ContextType>;
  ProjectConnection?: ProjectConnectionResolvers<ContextType>;
  ProjectEdge?: ProjectEdgeResolvers<ContextType>;
  Tenant?: TenantResolvers<ContextType>;
  CreateProjectPayload?: CreateProjectPayloadResolvers<ContextType>;
  UpdateProjectPayload?: UpdateProjectPayloadResolvers<ContextType>;
  ArchiveProjectPayload?: ArchiveProjectPayloadResolvers<ContextType>;
  RestoreProjectPayload?: RestoreProjectPayloadResolvers<ContextType>;
  TenantContact?: TenantContactResolvers<ContextType>;
  TenantSetting?: TenantSettingResolvers<ContextType>;
  ProvisionTenantPayload?: ProvisionTenantPayloadResolvers<ContextType>;
  ActivateTenantPayload?: ActivateTenantPayloadResolvers<ContextType>;
  SuspendTenantPayload?: SuspendTenantPayloadResolvers<ContextType>;
  ResumeTenantPayload?: ResumeTenantPayloadResolvers<ContextType>;
  RetireTenantPayload?: RetireTenantPayloadResolvers<ContextType>;
  PlaceLegalHoldPayload?: PlaceLegalHoldPayloadResolvers<ContextType>;
  LiftLegalHoldPayload?: LiftLegalHoldPayloadResolvers<ContextType>;
  UpdateTenantSettingPayload?: UpdateTenantSettingPayloadResolvers<ContextType>;
  AddTenantContactPayload?: AddTenantContactPayloadResolvers<ContextType>;
};

