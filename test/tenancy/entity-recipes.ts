import type { Names } from './names.ts';

/**
 * What names an entity of a tenant to each subgraph that answers for its type: the fields of its keys, and those
 * that a subgraph asks another for.
 */
export const entityRecipes: Readonly<Record<string, (of: Names) => Record<string, string>>> = {
  'control-plane: Tenant': ({ tenantId }) => ({ id: tenantId }),
  'control-plane: User': ({ invitedUserId }) => ({ id: invitedUserId }),
  'control-plane: ApiToken': ({ apiTokenId }) => ({ id: apiTokenId }),
  'control-plane: TenantAccess': ({ tenantAccessId }) => ({ id: tenantAccessId }),
  'control-plane: Project': ({ projectId }) => ({ id: projectId }),
  'control-plane: ApprovalRequest': ({ approvals }) => ({ id: approvals.granted }),
  'observability: Incident': ({ resolvedIncidentId }) => ({ id: resolvedIncidentId }),
  'observability: TraceRecord': ({ traceId }) => ({ id: traceId, traceId }),
  'observability: Project': ({ projectId }) => ({ id: projectId }),
  'observability: ReviewRequest': ({ reviews, projectId }) => ({ id: reviews.approved, projectId }),
  'studio: ReviewRequest': ({ reviews }) => ({ id: reviews.approved }),
  'studio: ReviewDecision': ({ reviewDecisionId }) => ({ id: reviewDecisionId }),
  'studio: Project': ({ projectId }) => ({ id: projectId }),
};
