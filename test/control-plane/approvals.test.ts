import { createHash } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { noteReview } from '../../subgraphs/control-plane/governance/approval-request/domain.ts';
import {
  approvalRequests,
  dueApprovalIds,
} from '../../subgraphs/control-plane/governance/approval-request/repository.ts';
import { systemActor } from '../../subgraphs/kernel/authority.ts';
import { openWork } from '../../subgraphs/kernel/work.ts';
import { noon, openTestControlPlane, type TestControlPlane, traceId } from './control-plane.ts';

let plane: TestControlPlane;
let projectId: string;
beforeAll(async () => {
  plane = await openTestControlPlane();
  const input = { name: 'Booking', slug: 'booking' };
  projectId = (await plane.mutate('acme/ada', 'createProject', input, 'project { id }')).project.id;
  const userId = await plane.idOf('acme/ben');
  await plane.mutate('acme/ada', 'assignRole', { userId, role: 'APPROVER' }, 'user { id }');
});
afterAll(() => plane?.stop());
beforeEach(() => {
  plane.clock.at = noon;
});

const about = `approvalRequest { id status version expiresAt settledAt reviewRequest { id }
  decisions { outcome comment decidedAt approver { displayName } } }`;

async function request(more: object = {}) {
  const what = {
    projectId,
    subjectType: 'ARTIFACT',
    subjectId: 'art-1',
    action: 'artifact:publish',
  };
  const input = { ...what, decidedIn: 'CONTROL_PLANE', ...more };
  const payload = await plane.mutate('acme/factory', 'requestApproval', input, about);
  return payload.approvalRequest.id as string;
}

const grant = (who: 'acme/ada' | 'acme/ben', approvalRequestId: string, comment?: string) =>
  plane.mutate(who, 'grantApproval', { approvalRequestId, comment }, about);

describe('requesting an approval', () => {
  it('fills in what is not said, and tells it all', async () => {
    const input = {
      projectId,
      subjectType: 'DECISION',
      subjectId: 'd-1',
      action: 'decision:apply',
    };
    const { approvalRequest } = await plane.mutate(
      'acme/factory',
      'requestApproval',
      input,
      `approvalRequest { id priority requiredRole requiredApprovals decidedIn onTimeout expiresAt status traceId
         correlationId project { name } requestedBy { displayName } }`,
    );

    expect(approvalRequest).toMatchObject({
      priority: 'NORMAL',
      requiredRole: 'APPROVER',
      requiredApprovals: 1,
      decidedIn: 'STUDIO_REVIEW',
      onTimeout: 'REJECT',
      expiresAt: null,
      status: 'PENDING',
      traceId,
      correlationId: traceId,
      project: { name: 'Booking' },
      requestedBy: { displayName: 'The factory of Acme' },
    });
    const told = (await plane.told('ApprovalRequested')).at(-1);
    expect(told).toMatchObject({ aggregateId: approvalRequest.id, projectId, traceId });
    expect(told?.payload).toMatchObject({ subjectType: 'DECISION', decidedIn: 'STUDIO_REVIEW' });
  });

  it('goes on in the trace it names, with all that happens to it later', async () => {
    const own = { traceId: 'c'.repeat(32), correlationId: 'wf-7781' };
    const id = await request(own);
    await grant('acme/ada', id);

    for (const type of ['ApprovalRequested', 'ApprovalVoteRecorded', 'ApprovalGranted']) {
      expect((await plane.told(type)).at(-1)).toMatchObject({ aggregateId: id, ...own });
    }
  });

  it('is refused to those who may not, and for a project that is none', async () => {
    const input = {
      projectId,
      subjectType: 'DECISION',
      subjectId: 'd-1',
      action: 'decision:apply',
    };
    const asCleo = await plane.mutate('acme/cleo', 'requestApproval', input, about);
    const nowhere = { ...input, projectId: 'no-id' };
    const bad = await plane.mutate('acme/factory', 'requestApproval', nowhere, about);

    expect(asCleo.userErrors).toMatchObject([{ code: 'FORBIDDEN' }]);
    expect(bad.userErrors).toMatchObject([{ code: 'INVALID_INPUT' }]);
  });
});

describe('an approval that is decided here', () => {
  it('is granted by its quorum; comments stay in the row, their hashes in the log', async () => {
    const id = await request({ requiredApprovals: 2 });
    const first = await grant('acme/ada', id, ' Fine. ');
    const second = await grant('acme/ben', id);

    expect(first.approvalRequest).toMatchObject({ status: 'PENDING', settledAt: null });
    expect(second.approvalRequest).toMatchObject({
      status: 'GRANTED',
      settledAt: noon,
      decisions: [
        { outcome: 'GRANTED', comment: 'Fine.', decidedAt: noon, approver: { displayName: 'Ada' } },
        { outcome: 'GRANTED', comment: null, approver: { displayName: 'Ben' } },
      ],
    });
    const votes = (await plane.told('ApprovalVoteRecorded')).filter((e) => e.aggregateId === id);
    const commentSha256 = createHash('sha256').update('Fine.').digest('hex');
    expect(votes.map(({ payload }) => payload['commentSha256'])).toEqual([commentSha256, null]);
  });

  it('counts both votes that come at once', async () => {
    const id = await request({ requiredApprovals: 2 });
    const payloads = await Promise.all([grant('acme/ada', id), grant('acme/ben', id)]);

    expect(payloads.flatMap(({ userErrors }) => userErrors)).toEqual([]);
    expect(payloads.map(({ approvalRequest }) => approvalRequest.status).sort()).toEqual([
      'GRANTED',
      'PENDING',
    ]);
  });

  it('is settled once when two decide at once', async () => {
    const approvalRequestId = await request();
    const reject = { approvalRequestId, comment: 'No.' };
    const payloads = await Promise.all([
      grant('acme/ada', approvalRequestId),
      plane.mutate('acme/ben', 'rejectApproval', reject, about),
    ]);

    expect(payloads.flatMap(({ userErrors }) => userErrors)).toMatchObject([
      { code: 'ILLEGAL_TRANSITION' },
    ]);
  });

  it('is withdrawn by its requester alone', async () => {
    const approvalRequestId = await request();
    const cancel = (who: 'acme/factory' | 'acme/ada') =>
      plane.mutate(who, 'cancelApproval', { approvalRequestId }, about);

    expect((await cancel('acme/ada')).userErrors).toMatchObject([{ code: 'FORBIDDEN' }]);
    expect((await cancel('acme/factory')).approvalRequest.status).toBe('CANCELLED');
  });

  it('takes a version it is expected at', async () => {
    const approvalRequestId = await request();
    const input = { approvalRequestId, expectedVersion: 2 };

    expect(
      (await plane.mutate('acme/ada', 'grantApproval', input, about)).userErrors,
    ).toMatchObject([{ code: 'STALE_VERSION' }]);
  });

  it('is due at its deadline, and no longer once it is settled', async () => {
    const early = await request({ expiresAt: '2026-01-31T13:00:00.000Z' });
    const late = await request({ expiresAt: '2026-01-31T14:00:00.000Z' });
    const dueAt = async (at: string) => {
      const db = plane.runtime.services.database.reader('acme');
      return (await dueApprovalIds(db, new Date(at), 100)).map(({ id }) => id);
    };

    expect(await dueAt('2026-01-31T12:59:59.999Z')).toEqual([]);
    expect(await dueAt('2026-01-31T13:00:00.000Z')).toEqual([early]);
    expect(await dueAt('2026-01-31T14:00:00.000Z')).toEqual([early, late]);
    await grant('acme/ada', early);
    expect(await dueAt('2026-01-31T14:00:00.000Z')).toEqual([late]);
    await grant('acme/ada', late);
  });

  it('comes back from its row with dates for dates', async () => {
    const id = await request({ requiredApprovals: 2 });
    await grant('acme/ada', id);

    const [found] = await approvalRequests.find(plane.runtime.services.database.reader('acme'), [
      id,
    ]);

    expect(found).toMatchObject({ createdAt: noon, decisions: [{ decidedAt: noon }] });
  });

  it('expires by the clock, once, and escalates before where that is asked for', async () => {
    const rejected = await request();
    const escalated = await request({ onTimeout: 'ESCALATE' });
    const statusOf = async (id: string) =>
      (await plane.data('acme/ada', `{ approvalRequest(id: "${id}") { status version } }`))
        .approvalRequest;
    const sweepAt = async (at: string) => {
      plane.clock.at = new Date(at);
      await plane.runtime.runJobs(['acme', 'globex']);
      await plane.runtime.runJobs(['acme', 'globex']);
    };

    await sweepAt('2026-02-01T11:59:59.999Z');
    expect(await statusOf(rejected)).toEqual({ status: 'PENDING', version: 1 });
    await sweepAt('2026-02-01T12:00:00.000Z');
    expect(await statusOf(rejected)).toEqual({ status: 'REJECTED', version: 3 });
    expect(await statusOf(escalated)).toEqual({ status: 'ESCALATED', version: 3 });
    await sweepAt('2026-02-02T12:00:00.000Z');
    expect(await statusOf(escalated)).toEqual({ status: 'REJECTED', version: 5 });
  });
});

describe('an approval that is decided in its review', () => {
  it('is not granted here, and names the review', async () => {
    const id = await request({ decidedIn: 'STUDIO_REVIEW' });
    const reviewRequestId = '018f3a1e-0000-7000-8000-00000000000a';
    const cause = {
      actor: systemActor,
      now: noon,
      traceId,
      correlationId: traceId,
      causationId: null,
    };
    await plane.runtime.services.database.withTenant('acme', (tx) =>
      openWork(tx, cause).change(approvalRequests, id, (known) =>
        noteReview(known, reviewRequestId),
      ),
    );

    const { userErrors } = await grant('acme/ada', id);

    expect(userErrors).toMatchObject([{ code: 'DECIDED_IN_REVIEW' }]);
    expect(userErrors[0].message).toContain(reviewRequestId);
    const query = `{ approvalRequest(id: "${id}") { reviewRequestId reviewRequest { id } } }`;
    expect(await plane.data('acme/cleo', query)).toEqual({
      approvalRequest: { reviewRequestId, reviewRequest: { id: reviewRequestId } },
    });
  });
});

describe('reading approvals', () => {
  it('finds them by status, project and where they are decided', async () => {
    const query = `query ($filter: ApprovalRequestFilter) {
      approvalRequests(filter: $filter, first: 100) { nodes { id status decidedIn } } }`;
    const found = async (filter: object) =>
      (await plane.data('acme/cleo', query, { filter })).approvalRequests.nodes;
    const id = await request();

    expect(
      await found({ status: ['PENDING'], decidedIn: 'CONTROL_PLANE', projectId }),
    ).toContainEqual({
      id,
      status: 'PENDING',
      decidedIn: 'CONTROL_PLANE',
    });
    expect(await found({ projectId: id })).toEqual([]);
    for (const { status } of await found({ status: ['GRANTED'] })) expect(status).toBe('GRANTED');
  });

  it('gives null to another tenant', async () => {
    const id = await request();

    expect(
      (await plane.data('globex/eve', `{ approvalRequest(id: "${id}") { id } }`)).approvalRequest,
    ).toBeNull();
    expect(
      (await plane.data('globex/eve', '{ approvalRequests { nodes { id } } }')).approvalRequests
        .nodes,
    ).toEqual([]);
  });
});
