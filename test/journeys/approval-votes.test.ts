import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Client, Data } from '../support/client.ts';
import { eventIn, eventsAbout, eventsOf } from '../support/event-logs.ts';
import { openTestFactory, type TestFactory } from '../support/factory.ts';
import { createProject, done, mutate } from '../support/operations.ts';

const noon = new Date('2026-01-31T12:00:00.000Z');
const hoursAfter = (hours: number) => new Date(noon.getTime() + hours * 3_600_000);

let now = noon;
let factory: TestFactory;
let ada: Client;
let ben: Client;
let service: Client;
let projectId: string;

beforeAll(async () => {
  factory = await openTestFactory({ clock: () => now });
  ada = await factory.as('acme', 'ada');
  ben = await factory.as('acme', 'ben');
  service = await factory.as('acme', 'factory');
  projectId = await createProject(ada);
  const { viewer } = await ben.data('{ viewer { id } }');
  for (const role of ['APPROVER', 'FACTORY_OPERATOR']) {
    await done(ada, 'assignRole', { userId: viewer.id, role }, 'user { id }');
  }
});
afterAll(() => factory?.stop());

/** Decided by votes unless said otherwise; requested at noon. */
async function requestApproval(by: Client, more: object = {}): Promise<string> {
  now = noon;
  const subject = { subjectType: 'DEPLOYMENT_PROMOTION', subjectId: 'release-2.5.0' };
  const input = { projectId, ...subject, action: 'deployment:promote' };
  const terms = { decidedIn: 'CONTROL_PLANE', ...more };
  const { approvalRequest } = await done(
    by,
    'requestApproval',
    { ...input, ...terms },
    'approvalRequest { id }',
  );
  return approvalRequest.id;
}

function grant(by: Client, approvalRequestId: string): Promise<Data> {
  return mutate(by, 'grantApproval', { approvalRequestId }, 'approvalRequest { status }');
}

async function statusOf(id: string): Promise<string> {
  const query = 'query ($id: ID!) { approvalRequest(id: $id) { status } }';
  return (await ada.data(query, { id })).approvalRequest.status;
}

/** What the clock of the Control Plane does each minute. */
async function sweep(at: Date): Promise<void> {
  now = at;
  await factory.subgraphs.runtimes.get('control-plane')?.runJobs(['acme', 'globex']);
}

/** Types of its events, once the last of them is there. */
async function history(id: string, last: string): Promise<string[]> {
  const is = ({ aggregateId }: { aggregateId: string }) => aggregateId === id;
  await eventIn(factory, { subgraph: 'control-plane', type: last, is });
  return (await eventsAbout(factory, 'control-plane', id)).map(({ eventType }) => eventType);
}

describe('an approval that is voted on', () => {
  it('is granted when the quorum is reached, one vote each', async () => {
    const id = await requestApproval(service, { requiredApprovals: 2 });

    expect((await grant(ben, id)).approvalRequest).toEqual({ status: 'PENDING' });
    expect((await grant(ben, id)).userErrors).toMatchObject([{ code: 'ALREADY_EXISTS' }]);
    expect((await grant(ada, id)).approvalRequest).toEqual({ status: 'GRANTED' });
    expect(await history(id, 'ApprovalGranted')).toEqual([
      'ApprovalRequested',
      'ApprovalVoteRecorded',
      'ApprovalVoteRecorded',
      'ApprovalGranted',
    ]);
  });

  it('is rejected by a single vote, which says why', async () => {
    const id = await requestApproval(service, { requiredApprovals: 2 });

    const input = { approvalRequestId: id, comment: 'Not before the incident is closed.' };
    const selection = 'approvalRequest { status decisions { outcome comment } }';
    const { approvalRequest } = await done(ada, 'rejectApproval', input, selection);

    expect(approvalRequest).toEqual({
      status: 'REJECTED',
      decisions: [{ outcome: 'REJECTED', comment: input.comment }],
    });
  });

  it('is refused to whoever requested it', async () => {
    const id = await requestApproval(ben);

    const refused = await grant(ben, id);

    expect(refused).toMatchObject({ approvalRequest: null, userErrors: [{ code: 'FORBIDDEN' }] });
    expect(await statusOf(id)).toBe('PENDING');
  });

  it('raises no review', async () => {
    await requestApproval(service);
    const reviewed = await requestApproval(service, { decidedIn: 'STUDIO_REVIEW' });
    // Reactions take events in order: once this one has its review, the one before would have its own.
    await history(reviewed, 'ApprovalReviewRaised');

    const raised = (await eventsOf(factory, 'studio')).map(({ payload }) => payload);
    expect(raised).toMatchObject([{ approvalRequestId: reviewed }]);
  });
});

describe('an approval whose time runs out', () => {
  it('is rejected by the sweep, not before its deadline and only once', async () => {
    const id = await requestApproval(service, { expiresAt: hoursAfter(4) });

    await sweep(new Date(hoursAfter(4).getTime() - 1));
    expect(await statusOf(id)).toBe('PENDING');
    await sweep(hoursAfter(4));
    expect(await statusOf(id)).toBe('REJECTED');
    await sweep(hoursAfter(5));

    expect(await history(id, 'ApprovalRejected')).toEqual([
      'ApprovalRequested',
      'ApprovalExpired',
      'ApprovalRejected',
    ]);
  });

  it('cannot be granted even before the sweep has come', async () => {
    const id = await requestApproval(service, { expiresAt: hoursAfter(4) });
    now = hoursAfter(4);

    expect((await grant(ada, id)).userErrors).toMatchObject([{ code: 'ILLEGAL_TRANSITION' }]);
  });

  it('is escalated once where that is asked for, with as much time again', async () => {
    const timing = { expiresAt: hoursAfter(4), onTimeout: 'ESCALATE' };
    const id = await requestApproval(service, timing);

    await sweep(hoursAfter(4));
    expect(await statusOf(id)).toBe('ESCALATED');
    await sweep(hoursAfter(7));
    expect(await statusOf(id)).toBe('ESCALATED');
    await sweep(hoursAfter(8));

    expect(await statusOf(id)).toBe('REJECTED');
  });
});
