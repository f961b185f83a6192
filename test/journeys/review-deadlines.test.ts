import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Client } from '../support/client.ts';
import { eventIn, eventsAbout } from '../support/event-logs.ts';
import { openTestFactory, type TestFactory } from '../support/factory.ts';
import { claimReview, createProject, done, requestReview } from '../support/operations.ts';

const noon = new Date('2026-01-31T12:00:00.000Z');
const hoursAfter = (hours: number) => new Date(noon.getTime() + hours * 3_600_000);
const justBefore = (at: Date) => new Date(at.getTime() - 1);

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
});
afterAll(() => factory?.stop());

/** Raised at noon. */
async function raise(more: object): Promise<string> {
  now = noon;
  return (await requestReview(service, projectId, more)).id;
}

/** What the clock of the Studio does each minute. */
async function sweep(at: Date): Promise<void> {
  now = at;
  await factory.subgraphs.runtimes.get('studio')?.runJobs(['acme', 'globex']);
}

async function statusOf(id: string): Promise<string> {
  const query = 'query ($id: ID!) { reviewRequest(id: $id) { status } }';
  return (await ada.data(query, { id })).reviewRequest.status;
}

async function happenedTo(id: string, last: string): Promise<string[]> {
  const is = ({ aggregateId }: { aggregateId: string }) => aggregateId === id;
  await eventIn(factory, { subgraph: 'studio', type: last, is });
  return (await eventsAbout(factory, 'studio', id)).map(({ eventType }) => eventType);
}

describe('a review that nobody claims', () => {
  it.each([
    ['of high priority', { priority: 'HIGH' }, 4],
    ['of critical priority', { priority: 'CRITICAL' }, 1],
    ['about a promotion', { subjectType: 'DEPLOYMENT_PROMOTION', priority: 'NORMAL' }, 24],
    ['about a departure from policy', { subjectType: 'POLICY_EXCEPTION', priority: 'LOW' }, 72],
  ])('%s is escalated when it is due', async (_, review, hours) => {
    const id = await raise(review);

    await sweep(justBefore(hoursAfter(hours)));
    expect(await statusOf(id)).toBe('PENDING');
    await sweep(hoursAfter(hours));

    expect(await statusOf(id)).toBe('ESCALATED');
  });

  it('and is not urgent expires when as much time has passed again', async () => {
    const id = await raise({ priority: 'NORMAL' });

    await sweep(justBefore(hoursAfter(48)));
    expect(await statusOf(id)).toBe('PENDING');
    await sweep(hoursAfter(48));

    expect(await statusOf(id)).toBe('EXPIRED');
  });

  it('is moved once, however often the sweep comes', async () => {
    const [urgent, other] = [
      await raise({ priority: 'HIGH' }),
      await raise({ priority: 'NORMAL' }),
    ];

    for (const hours of [48, 48, 49, 1_000]) await sweep(hoursAfter(hours));

    expect(await happenedTo(urgent, 'ReviewEscalated')).toEqual([
      'ReviewRequested',
      'ReviewEscalated',
    ]);
    expect(await happenedTo(other, 'ReviewExpired')).toEqual(['ReviewRequested', 'ReviewExpired']);
  });

  it('is moved once by sweeps at the same time', async () => {
    const ids = await Promise.all(Array.from({ length: 10 }, () => raise({ priority: 'HIGH' })));

    await Promise.all([1, 2, 3].map(() => sweep(hoursAfter(4))));

    for (const id of ids) {
      expect(await happenedTo(id, 'ReviewEscalated')).toEqual([
        'ReviewRequested',
        'ReviewEscalated',
      ]);
    }
  });
});

describe('a review that somebody has claimed', () => {
  it('is left to its claimer', async () => {
    const id = await raise({ priority: 'CRITICAL' });
    await claimReview(ben, id);

    await sweep(hoursAfter(1_000));

    expect(await statusOf(id)).toBe('IN_REVIEW');
  });
});

describe('the approval whose review expires', () => {
  it.each([
    ['REJECT', 'ApprovalRejected', 'REJECTED'],
    ['ESCALATE', 'ApprovalExpired', 'EXPIRED'],
  ])('ends as its onTimeout %s says', async (onTimeout, last, status) => {
    now = noon;
    const subject = { projectId, subjectType: 'ARTIFACT', subjectId: 'art-openapi-12' };
    const input = { ...subject, action: 'artifact:publish', onTimeout };
    const { approvalRequest } = await done(
      service,
      'requestApproval',
      input,
      'approvalRequest { id }',
    );
    const is = ({ aggregateId }: { aggregateId: string }) => aggregateId === approvalRequest.id;
    await eventIn(factory, { subgraph: 'control-plane', type: 'ApprovalReviewRaised', is });

    await sweep(hoursAfter(48));
    await eventIn(factory, { subgraph: 'control-plane', type: last, is });

    const query =
      'query ($id: ID!) { approvalRequest(id: $id) { status reviewRequest { status } } }';
    const settled = await ada.data(query, { id: approvalRequest.id });
    expect(settled.approvalRequest).toEqual({ status, reviewRequest: { status: 'EXPIRED' } });
  });
});
