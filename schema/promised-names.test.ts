import { Kind, type ObjectTypeDefinitionNode, type ObjectTypeExtensionNode, print } from 'graphql';
import { describe, expect, it } from 'vitest';
import { readDocument, subgraphNames } from './compose.ts';

// The names that clients were promised: there may be more of them, never fewer.

/** Each field with its arguments; where no type is given, the name alone was promised. */
const promised: Readonly<Record<string, readonly string[]>> = {
  Query: [
    'viewer',
    'tenant',
    'project(id: ID!)',
    'projects',
    'reviewQueue(filter, orderBy, first, after)',
    'reviewRequest(id: ID!)',
    'incident(id: ID!)',
    'incidents(filter, first, after)',
    'trace(traceId: ID!)',
    'traces(filter, first, after)',
    'approvalRequest(id: ID!)',
    'approvalRequests',
  ],
  Mutation: [
    ...'requestReview claimReview approveReview rejectReview requestChanges'.split(' '),
    ...'resolveChangeRequestItem submitRevision escalateReview overrideReview'.split(' '),
    ...'supersedeDecision openIncident acknowledgeIncident startInvestigation'.split(' '),
    ...'mitigateIncident resolveIncident escalateIncident addPostMortemNote'.split(' '),
    ...'createProject updateProject archiveProject restoreProject provisionTenant'.split(' '),
    ...'activateTenant suspendTenant resumeTenant retireTenant inviteUser disableUser'.split(' '),
    ...'assignRole revokeRole requestApproval grantApproval rejectApproval'.split(' '),
  ],
  Subscription: [
    'reviewQueueUpdated(projectId: ID, after: String)',
    'reviewRequestUpdated(reviewRequestId: ID!, after: String)',
    'incidentUpdated(projectId: ID, after: String)',
  ],
};

/** What a root type offers: `reviewRequest`, `reviewRequest(id`, `reviewRequest(id: ID!`. */
function offered(root: string): ReadonlySet<string> {
  const parts = subgraphNames
    .flatMap((name) => readDocument(name).definitions)
    .filter(
      (definition): definition is ObjectTypeDefinitionNode | ObjectTypeExtensionNode =>
        definition.kind === Kind.OBJECT_TYPE_DEFINITION ||
        definition.kind === Kind.OBJECT_TYPE_EXTENSION,
    )
    .filter(({ name }) => name.value === root);
  const fields = parts.flatMap((part) => part.fields ?? []);
  const names = fields.flatMap(({ name, arguments: args = [] }) => [
    name.value,
    ...args.flatMap((argument) => [
      `${name.value}(${argument.name.value}`,
      `${name.value}(${argument.name.value}: ${print(argument.type)}`,
    ]),
  ]);
  return new Set(names);
}

/** `trace(traceId: ID!)` is the field and each of its arguments. */
function namesIn(field: string): string[] {
  const [name = '', args = ''] = field.replace(')', '').split('(');
  return [name, ...args.split(', ').flatMap((arg) => (arg === '' ? [] : [`${name}(${arg}`]))];
}

describe.each(Object.entries(promised))('the %s type', (root, fields) => {
  it.each(fields)('offers %s', (field) => {
    const missing = namesIn(field).filter((name) => !offered(root).has(name));
    expect(missing).toEqual([]);
  });

  it('would be seen to lack a field, an argument and its type', () => {
    const absent = ['reviewQueueUpdated(tenantId)', 'trace(traceId: String)', 'nothing'];
    for (const field of absent) {
      expect(namesIn(field).every((name) => offered(root).has(name))).toBe(false);
    }
  });
});
