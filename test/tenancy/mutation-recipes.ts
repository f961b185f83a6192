import type { Names } from './names.ts';

/** How a mutation is attacked, and what becomes of the same input when those give it whom it concerns. */
export interface MutationRecipe {
  /** An input that names what a tenant has. */
  readonly input: (of: Names) => object;
  /** Who attacks: one of globex who may do this at home. Eve unless named. */
  readonly attacker?: 'eve' | 'gus' | 'plant';
  /**
   * What the attacker is told. APART where the input is no attack by itself, since it makes something new at home:
   * what the other tenant has must then make no difference.
   */
  readonly refusal: 'NOT_FOUND' | 'FORBIDDEN' | 'APART';
  /** Who of acme (or petra of the platform) gives the same input. Ada unless named. */
  readonly owner?: 'ada' | 'ben' | 'olga' | 'factory' | 'petra';
  /** The rule by which the owner is refused; not given where it is done. Never NOT_FOUND. */
  readonly rule?: string;
}

const reviewer = { attacker: 'gus', owner: 'ben', refusal: 'NOT_FOUND' } as const;
const service = { attacker: 'plant', owner: 'factory', refusal: 'NOT_FOUND' } as const;
const operator = { attacker: 'gus', owner: 'olga', refusal: 'NOT_FOUND' } as const;
const administrator = { refusal: 'NOT_FOUND' } as const;
const platform = { owner: 'petra', refusal: 'FORBIDDEN' } as const;

const incident = ({ incidentId }: Names) => ({ incidentId });
const tenant = ({ tenantId }: Names) => ({ tenantId });
const access = ({ tenantId, tenantAccessId }: Names) => ({ tenantId, tenantAccessId });

/** A recipe for every mutation; the owners give their inputs in this order. */
export const mutationRecipes: Readonly<Record<string, MutationRecipe>> = {
  // Reviews
  requestReview: {
    ...service,
    refusal: 'APART',
    input: ({ projectId, traceId, sourceId }) => ({
      projectId,
      traceId,
      subjectType: 'ARTIFACT',
      subjectId: sourceId,
    }),
  },
  claimReview: { ...reviewer, input: ({ reviews }) => ({ reviewRequestId: reviews.pending }) },
  approveReview: { ...reviewer, input: ({ reviews }) => ({ reviewRequestId: reviews.toApprove }) },
  rejectReview: {
    ...reviewer,
    input: ({ reviews }) => ({ reviewRequestId: reviews.toReject, rationale: 'No.' }),
  },
  requestChanges: {
    ...reviewer,
    input: ({ reviews }) => ({
      reviewRequestId: reviews.toSendBack,
      items: [{ description: 'Name it.' }],
    }),
  },
  escalateReview: {
    ...reviewer,
    input: ({ reviews }) => ({ reviewRequestId: reviews.toEscalate, reason: 'Above me.' }),
  },
  resolveChangeRequestItem: {
    ...service,
    input: ({ reviews, changeItemId }) => ({
      reviewRequestId: reviews.sentBack,
      itemId: changeItemId,
    }),
  },
  submitRevision: {
    ...service,
    input: ({ reviews }) => ({ reviewRequestId: reviews.sentBack, subjectVersion: 2 }),
  },
  overrideReview: {
    ...administrator,
    input: ({ reviews }) => ({ reviewRequestId: reviews.escalated, rationale: 'Ours.' }),
  },
  supersedeDecision: {
    ...administrator,
    input: ({ reviewDecisionId }) => ({ reviewDecisionId, rationale: 'Better said.' }),
  },

  // Incidents
  openIncident: {
    ...operator,
    refusal: 'APART',
    rule: 'ALREADY_EXISTS',
    input: ({ projectId, traceId, sourceId }) => ({
      projectId,
      traceId,
      source: 'ALERT',
      sourceId,
      title: 'It is slow',
      severity: 'HIGH',
    }),
  },
  acknowledgeIncident: { ...operator, input: incident },
  startInvestigation: { ...operator, input: incident },
  escalateIncident: {
    ...operator,
    input: (of) => ({ ...incident(of), target: 'the night shift' }),
  },
  mitigateIncident: { ...operator, input: incident },
  resolveIncident: { ...operator, input: (of) => ({ ...incident(of), rootCause: 'A lock.' }) },
  addPostMortemNote: { ...operator, input: (of) => ({ ...incident(of), note: 'Fewer locks.' }) },

  // Approvals
  requestApproval: {
    ...service,
    refusal: 'APART',
    input: ({ projectId, traceId, sourceId }) => ({
      projectId,
      traceId,
      subjectType: 'ARTIFACT',
      subjectId: sourceId,
      action: 'deploy',
      decidedIn: 'CONTROL_PLANE',
    }),
  },
  grantApproval: {
    ...administrator,
    input: ({ approvals }) => ({ approvalRequestId: approvals.toGrant }),
  },
  rejectApproval: {
    ...administrator,
    input: ({ approvals }) => ({ approvalRequestId: approvals.toReject, comment: 'No.' }),
  },
  cancelApproval: {
    ...service,
    input: ({ approvals }) => ({ approvalRequestId: approvals.toCancel }),
  },

  // People
  inviteUser: {
    refusal: 'APART',
    rule: 'ALREADY_EXISTS',
    input: ({ email, projectId }) => ({
      email,
      displayName: 'Somebody',
      roles: [{ role: 'REVIEWER', projectId }],
    }),
  },
  assignRole: {
    ...administrator,
    input: ({ invitedUserId, projectId }) => ({
      userId: invitedUserId,
      role: 'REVIEWER',
      projectId,
    }),
  },
  revokeRole: {
    ...administrator,
    input: ({ invitedUserId, projectId }) => ({
      userId: invitedUserId,
      role: 'REVIEWER',
      projectId,
    }),
  },
  disableUser: { ...administrator, input: ({ invitedUserId }) => ({ userId: invitedUserId }) },
  enableUser: { ...administrator, input: ({ disabledUserId }) => ({ userId: disabledUserId }) },

  issueApiToken: {
    refusal: 'APART',
    input: ({ email }) => ({ name: email, scopes: ['tenant:read'] }),
  },
  revokeApiToken: { ...administrator, input: ({ apiTokenId }) => ({ apiTokenId }) },

  // Projects
  createProject: {
    refusal: 'APART',
    rule: 'ALREADY_EXISTS',
    input: ({ slug }) => ({ slug, name: 'The same again' }),
  },
  updateProject: {
    ...administrator,
    input: ({ projectId, reviewerId }) => ({ projectId, name: 'New', ownerUserId: reviewerId }),
  },
  archiveProject: { ...administrator, input: ({ projectId }) => ({ projectId }) },
  restoreProject: {
    ...administrator,
    input: ({ archivedProjectId }) => ({ projectId: archivedProjectId }),
  },

  // Operators' access to the tenant
  requestTenantAccess: {
    ...platform,
    input: ({ tenantId, canary }) => ({
      tenantId,
      reason: `${canary} reason`,
      ticket: canary,
      level: 'READ',
      durationMinutes: 5,
    }),
  },
  approveTenantAccess: { ...platform, rule: 'FORBIDDEN', input: access },
  rejectTenantAccess: { ...platform, rule: 'FORBIDDEN', input: access },
  revokeTenantAccess: { ...platform, refusal: 'NOT_FOUND', input: access },

  // The tenant itself
  updateTenantSetting: {
    refusal: 'APART',
    input: () => ({ key: 'review.slaHours.HIGH', value: '5' }),
  },
  addTenantContact: {
    refusal: 'APART',
    input: ({ email }) => ({ name: 'Somebody', email, role: 'SECURITY' }),
  },
  provisionTenant: {
    ...platform,
    rule: 'ALREADY_EXISTS',
    input: ({ tenantId, email }) => ({
      slug: tenantId,
      displayName: 'Ours',
      region: 'eu-central',
      administrator: { name: 'Somebody', email },
    }),
  },
  activateTenant: { ...platform, rule: 'ILLEGAL_TRANSITION', input: tenant },
  placeLegalHold: { ...platform, input: tenant },
  retireTenant: { ...platform, rule: 'LEGAL_HOLD', input: tenant },
  liftLegalHold: { ...platform, input: tenant },
  suspendTenant: { ...platform, input: tenant },
  resumeTenant: { ...platform, input: tenant },
};
