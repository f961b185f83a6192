import type { Names } from './names.ts';
import type { Arguments, Step } from './operations.ts';

/** How one field of the graph is attacked, and how those whom its data belongs to ask for it. */
export interface QueryRecipe {
  /** The steps to the object it belongs to; none for a field of Query. */
  readonly way: (of: Names) => readonly Step[];
  /** Arguments that name what a tenant has. By the first of them its own administrator finds something. */
  readonly attacks: (of: Names) => readonly Arguments[];
}

const root = () => [];
const all = () => [{}];

/** A recipe for every field of Query, and for every field below that takes arguments. Cursors are tried anyway. */
export const queryRecipes: Readonly<Record<string, QueryRecipe>> = {
  'Query.apiTokens': {
    way: root,
    attacks: ({ adminId }) => [{ filter: { ownerUserId: adminId } }, {}],
  },
  'Query.approvalRequest': {
    way: root,
    attacks: ({ approvals }) => [{ id: approvals.granted }, { id: approvals.inReview }],
  },
  'Query.approvalRequests': {
    way: root,
    attacks: ({ projectId }) => [{ filter: { projectId } }, {}],
  },
  'Query.incident': {
    way: root,
    attacks: ({ incidentId, resolvedIncidentId }) => [
      { id: resolvedIncidentId },
      { id: incidentId },
    ],
  },
  'Query.incidents': {
    way: root,
    attacks: ({ projectId }) => [{ filter: { projectId } }, {}],
  },
  'Query.myTenants': { way: root, attacks: all },
  'Query.project': {
    way: root,
    attacks: ({ projectId, archivedProjectId }) => [{ id: projectId }, { id: archivedProjectId }],
  },
  'Query.projects': {
    way: root,
    attacks: ({ adminId }) => [{ filter: { ownerUserId: adminId } }, {}],
  },
  'Query.reviewDecisions': {
    way: root,
    attacks: ({ reviews, reviewerId }) => [
      { filter: { reviewRequestId: reviews.approved } },
      { filter: { reviewerUserId: reviewerId } },
      {},
    ],
  },
  'Query.reviewQueue': {
    way: root,
    attacks: ({ projectId, reviewerId }) => [
      { filter: { projectId } },
      { filter: { claimedByUserId: reviewerId } },
      {},
    ],
  },
  'Query.reviewRequest': {
    way: root,
    attacks: ({ reviews }) => Object.values(reviews).map((id) => ({ id })),
  },
  'Query.tenant': { way: root, attacks: all },
  'Query.trace': { way: root, attacks: ({ traceId }) => [{ traceId }] },
  'Query.traces': {
    way: root,
    attacks: ({ projectId, rootSpanName }) => [
      { filter: { projectId } },
      { filter: { rootSpanName } },
      {},
    ],
  },
  'Query.users': { way: root, attacks: all },
  'Query.viewer': { way: root, attacks: all },

  'Query.tenantAccesses': { way: root, attacks: ({ tenantId }) => [{}, { tenantId }] },
  'Tenant.projects': { way: () => [{ field: 'tenant' }], attacks: all },
  'Project.reviewQueue': {
    way: ({ projectId }) => [{ field: 'project', args: { id: projectId } }],
    attacks: ({ projectId, reviewerId }) => [
      { filter: { projectId } },
      { filter: { claimedByUserId: reviewerId } },
      {},
    ],
  },
  'Project.openIncidents': {
    way: ({ projectId }) => [{ field: 'project', args: { id: projectId } }],
    attacks: all,
  },
  'ReviewRequest.incidents': {
    way: ({ reviews }) => [{ field: 'reviewRequest', args: { id: reviews.pending } }],
    attacks: all,
  },
  'Incident.events': {
    way: ({ incidentId }) => [{ field: 'incident', args: { id: incidentId } }],
    attacks: all,
  },
  'TraceRecord.spans': {
    way: ({ traceId }) => [{ field: 'trace', args: { traceId } }],
    attacks: all,
  },
};

/** The name of the field in a coordinate: `Query.project` is `project`. */
export function fieldIn(coordinate: string): string {
  return coordinate.slice(coordinate.indexOf('.') + 1);
}
