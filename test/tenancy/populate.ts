import { randomUUID } from 'node:crypto';
import type { Client, Data } from '../support/client.ts';
import { done } from '../support/operations.ts';
import type { Names } from './names.ts';
import { exportTrace } from './telemetry.ts';

/** Who works in a tenant, signed in. */
export interface People {
  readonly admin: Client;
  readonly reviewer: Client;
  readonly operator: Client;
  readonly service: Client;
}

export type Made = Omit<Names, 'adminId' | 'reviewerId' | 'tenantAccessId' | 'cursors'>;

/** An operator of the platform asks for access to the tenant. */
export async function askForAccess(petra: Client, { tenantId, canary }: Made): Promise<string> {
  const why = { reason: `${canary} reason`, ticket: canary };
  const input = { tenantId, ...why, level: 'READ', durationMinutes: 30 };
  return (await done(petra, 'requestTenantAccess', input, 'tenantAccess { id }')).tenantAccess.id;
}

/** Gives a tenant at least one of everything, by the mutations that clients use. */
export async function populate(
  tenantId: string,
  people: People,
  sendTraces: (body: object) => Promise<unknown>,
): Promise<Made> {
  const canary = `CANARY-${randomUUID()}`;
  const told = (what: string) => `${canary} ${what}`;
  const traceId = randomUUID().replaceAll('-', '');
  const slug = canary.toLowerCase();
  const projectId = await newProject(people, slug, told);
  const archivedProjectId = await newProject(people, `${slug}-old`, told);
  await done(people.admin, 'archiveProject', { projectId: archivedProjectId }, 'project { id }');
  const about = { projectId, traceId, told };
  await sendTraces(exportTrace({ ...about, tenantId }));
  return {
    tenantId,
    canary,
    projectId,
    archivedProjectId,
    slug,
    traceId,
    rootSpanName: told('root'),
    ...(await tenantAndUsers(people, about, slug)),
    ...(await reviews(people, about)),
    ...(await incidents(people, about)),
    approvals: await approvals(people, about),
  };
}

interface About {
  readonly projectId: string;
  readonly traceId: string;
  readonly told: (what: string) => string;
}

async function newProject({ admin }: People, slug: string, told: About['told']): Promise<string> {
  const input = { name: told('project'), slug, description: told('description') };
  return (await done(admin, 'createProject', input, 'project { id }')).project.id;
}

async function tenantAndUsers({ admin }: People, { projectId, told }: About, address: string) {
  const email = `${address}@example.com`;
  const invite = async (to: string) => {
    const roles = [{ role: 'VIEWER', projectId }];
    const input = { email: to, displayName: told('user'), roles };
    return (await done(admin, 'inviteUser', input, 'user { id }')).user.id as string;
  };
  const invitedUserId = await invite(email);
  const disabledUserId = await invite(`off-${email}`);
  await done(admin, 'disableUser', { userId: disabledUserId }, 'user { id }');
  const contact = { name: told('contact'), email: `contact-${email}`, role: 'BILLING' };
  await done(admin, 'addTenantContact', contact, 'tenant { id }');
  const token = { name: told('token'), scopes: ['tenant:read'] };
  const { apiToken } = await done(admin, 'issueApiToken', token, 'apiToken { id }');
  const setting = { key: 'review.slaHours.LOW', value: '90' };
  await done(admin, 'updateTenantSetting', setting, 'tenant { id }');
  return { email, invitedUserId, disabledUserId, apiTokenId: apiToken.id as string };
}

async function reviews({ admin, reviewer, service }: People, { told, ...about }: About) {
  const review = 'reviewRequest { id changeRequestItems { itemId } decisions { id } }';
  const raise = async () => {
    const subject = { subjectType: 'ARTIFACT', subjectId: told('subject') };
    const input = { ...about, ...subject, correlationId: told('correlation') };
    return (await done(service, 'requestReview', input, review)).reviewRequest.id as string;
  };
  const claimed = async () => {
    const reviewRequestId = await raise();
    await done(reviewer, 'claimReview', { reviewRequestId }, review);
    return reviewRequestId;
  };
  const moved = async (mutation: string, input: object): Promise<Data> =>
    (await done(reviewer, mutation, { reviewRequestId: await claimed(), ...input }, review))
      .reviewRequest;

  const sentBack = await moved('requestChanges', {
    items: [{ description: told('item') }],
    rationale: told('rationale'),
  });
  const escalated = await moved('escalateReview', { reason: told('reason') });
  const approved = await moved('approveReview', {
    rationale: told('rationale'),
    conditions: [{ text: told('condition'), mustResolveBefore: '2099-01-31T12:00:00.000Z' }],
  });
  const [reviewDecision] = approved.decisions;
  const correction = { reviewDecisionId: reviewDecision.id, rationale: told('correction') };
  const { reviewDecision: corrected } = await done(
    admin,
    'supersedeDecision',
    correction,
    'reviewDecision { id }',
  );
  return {
    reviews: {
      pending: await raise(),
      toApprove: await claimed(),
      toReject: await claimed(),
      toSendBack: await claimed(),
      toEscalate: await claimed(),
      sentBack: sentBack.id as string,
      escalated: escalated.id as string,
      approved: approved.id as string,
    },
    changeItemId: sentBack.changeRequestItems[0].itemId as string,
    reviewDecisionId: corrected.id as string,
  };
}

async function incidents({ operator }: People, { told, ...about }: About) {
  const sourceId = told('source');
  const named = { ...about, moduleId: randomUUID(), severity: 'HIGH', title: told('title') };
  const dimensions = { executionId: told('execution'), agentId: told('agent'), version: told('1') };
  const open = async (more: object) => {
    const input = { ...named, dimensions, note: told('note'), ...more };
    return (await done(operator, 'openIncident', input, 'incident { id }')).incident.id as string;
  };
  const step = (mutation: string, input: object) =>
    done(operator, mutation, { note: told('note'), ...input }, 'incident { id }');

  const incidentId = await open({ source: 'ALERT', sourceId });
  await step('escalateIncident', { incidentId, target: told('target') });
  const resolvedIncidentId = await open({ source: 'MANUAL' });
  const resolved = { incidentId: resolvedIncidentId };
  await step('acknowledgeIncident', resolved);
  await step('startInvestigation', resolved);
  await step('mitigateIncident', resolved);
  const cause = { ...resolved, rootCause: told('cause') };
  await done(operator, 'resolveIncident', cause, 'incident { id }');
  await step('addPostMortemNote', resolved);
  return { incidentId, resolvedIncidentId, sourceId };
}

async function approvals({ admin, service }: People, { told, ...about }: About) {
  const request = async (decidedIn: string) => {
    const input = {
      ...about,
      subjectType: 'DEPLOYMENT_PROMOTION',
      subjectId: told('release'),
      action: told('deploy'),
      correlationId: told('correlation'),
      decidedIn,
    };
    const { approvalRequest } = await done(
      service,
      'requestApproval',
      input,
      'approvalRequest { id }',
    );
    return approvalRequest.id as string;
  };
  const granted = await request('CONTROL_PLANE');
  const grant = { approvalRequestId: granted, comment: told('comment') };
  await done(admin, 'grantApproval', grant, 'approvalRequest { id }');
  return {
    inReview: await request('STUDIO_REVIEW'),
    granted,
    toGrant: await request('CONTROL_PLANE'),
    toReject: await request('CONTROL_PLANE'),
    toCancel: await request('CONTROL_PLANE'),
  };
}
