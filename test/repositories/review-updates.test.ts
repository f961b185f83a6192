import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Actor } from '../../subgraphs/kernel/authority.ts';
import { ada, ben, cleo, factory, id, person } from '../support/reviews.ts';
import { openTestStudio, type TestStudio } from '../support/studio.ts';

let studio: TestStudio;
beforeAll(async () => {
  studio = await openTestStudio();
  await studio.runtime.start();
});
afterAll(() => studio?.stop());

async function raised(projectId = id(1)): Promise<string> {
  const input = { projectId, subjectType: 'ARTIFACT', subjectId: 'art-1' };
  const payload = await studio.mutate(factory, 'requestReview', input, 'reviewRequest { id }');
  return payload.reviewRequest.id;
}

async function liveCursor(): Promise<string> {
  const { reviewQueue } = await studio.ask(ben, '{ reviewQueue(first: 1) { liveCursor } }');
  return reviewQueue.liveCursor;
}

const fields = '{ event reviewRequest { id status } cursor }';
const ofReview = `subscription ($id: ID!, $after: String) {
  update: reviewRequestUpdated(reviewRequestId: $id, after: $after) ${fields} }`;
const ofQueue = `subscription ($id: ID, $after: String) {
  update: reviewQueueUpdated(projectId: $id, after: $after) ${fields} }`;

/** As many updates as wanted; it ends the subscription. */
async function updates(by: Actor, query: string, variables: object, wanted: number) {
  const stream = await studio.subscribe(by, query, variables);
  const found: { event: string; cursor: string; reviewRequest: object | null }[] = [];
  for await (const { data } of stream) {
    found.push(JSON.parse(JSON.stringify(data?.['update'])));
    if (found.length === wanted) break;
  }
  return found;
}

describe('following one review', () => {
  it('tells all that happens to it, its decisions included, and nothing of others', async () => {
    const after = await liveCursor();
    const reviewRequestId = await raised();
    await raised();
    await studio.mutate(ben, 'claimReview', { reviewRequestId }, 'reviewRequest { id }');
    const approval = { reviewRequestId, rationale: 'It is whole.' };
    const approved = await studio.mutate(ben, 'approveReview', approval, 'reviewDecision { id }');
    const correction = { reviewDecisionId: approved.reviewDecision.id, rationale: 'It is sound.' };
    await studio.mutate(ada, 'supersedeDecision', correction, 'reviewDecision { id }');

    const seen = await updates(cleo, ofReview, { id: reviewRequestId, after }, 5);

    expect(seen.map(({ event }) => event)).toEqual([
      'REVIEW_REQUESTED',
      'REVIEW_CLAIMED',
      'REVIEW_APPROVED',
      'REVIEW_DECISION_RECORDED',
      'REVIEW_DECISION_RECORDED',
    ]);
    for (const { reviewRequest } of seen) {
      expect(reviewRequest).toEqual({ id: reviewRequestId, status: 'APPROVED' });
    }
  });

  it('tells nothing to who holds no role in its project', async () => {
    const grants = [{ role: 'REVIEWER' as const, projectId: id(2) }];
    const stranger: Actor = { ...person(600), grants };
    const after = await liveCursor();
    const hidden = await raised(id(1));
    const query = `subscription ($hidden: ID!, $after: String) {
      update: reviewRequestUpdated(reviewRequestId: $hidden, after: $after) ${fields} }`;
    const stream = await studio.subscribe(stranger, query, { hidden, after });
    const first = stream.next();
    // Proof that the event has come by: somebody who may see it has seen it.
    await updates(ben, ofReview, { id: hidden, after }, 1);

    await stream.return();

    expect(await first).toEqual({ done: true, value: undefined });
  });
});

describe('following the queue', () => {
  it('of one project tells nothing of others, and resumes behind an update', async () => {
    const after = await liveCursor();
    await raised(id(8));
    const reviewRequestId = await raised(id(9));
    await studio.mutate(ben, 'claimReview', { reviewRequestId }, 'reviewRequest { id }');

    const [first] = await updates(ben, ofQueue, { id: id(9), after }, 1);
    const [second] = await updates(ben, ofQueue, { id: id(9), after: first?.cursor }, 1);

    expect(first?.event).toBe('REVIEW_REQUESTED');
    expect(second?.event).toBe('REVIEW_CLAIMED');
    expect(second?.reviewRequest).toEqual({ id: reviewRequestId, status: 'IN_REVIEW' });
  });

  it('is refused to who holds no role there', async () => {
    const grants = [{ role: 'REVIEWER' as const, projectId: id(2) }];

    await expect(
      studio.subscribe({ ...person(600), grants }, ofQueue, { id: id(1) }),
    ).rejects.toMatchObject({ extensions: { code: 'FORBIDDEN' } });
  });
});
