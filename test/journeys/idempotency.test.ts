import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import type { SubgraphPort } from '../../gateway/fetch/port.ts';
import type { Client, Data } from '../support/client.ts';
import { type CloneSet, cloneDatabases } from '../support/clones.ts';
import { eventIn, eventsAbout } from '../support/event-logs.ts';
import { openTestFactory, type TestFactory } from '../support/factory.ts';
import { claimReview, createProject, done, mutate, requestReview } from '../support/operations.ts';

let databases: CloneSet;
let factory: TestFactory;
let ada: Client;
let ben: Client;
let projectId: string;
/** Called once with the answer to a mutation, which then never reaches the gateway. */
let intercept: ((answer: unknown) => void) | null = null;

beforeAll(async () => {
  databases = await cloneDatabases(inject('superuserUrl'));
  await open();
  projectId = await createProject(ada);
});
afterAll(async () => {
  await factory?.stop();
  await databases?.drop();
});

async function open(): Promise<void> {
  factory = await openTestFactory({
    databases,
    portsOf: ({ ports }) => new Map([...ports].map(([name, port]) => [name, losing(port)])),
  });
  ada = await factory.as('acme', 'ada');
  ben = await factory.as('acme', 'ben');
}

function losing(port: SubgraphPort): SubgraphPort {
  return {
    ...port,
    prepare(planned) {
      const fetch = port.prepare(planned);
      return async (variables, caller) => {
        const answer = await fetch(variables, caller);
        if (!planned.isMutation || !intercept) return answer;
        intercept(answer);
        intercept = null;
        throw new Error('The answer was lost.');
      };
    },
  };
}

const review = 'reviewRequest { id version status subjectId createdAt }';
const asked = () => ({ projectId, subjectType: 'ARTIFACT', subjectId: 'art-openapi-12' });

async function reviewsOfProject(): Promise<Data[]> {
  const query = `query ($projectId: ID) {
    reviewQueue(filter: { projectId: $projectId }, first: 100) { nodes { id subjectId } }
  }`;
  return (await ada.data(query, { projectId })).reviewQueue.nodes;
}

describe('a mutation with an idempotency key', () => {
  it('has one effect and one answer, though fifty come at once', async () => {
    const input = { ...asked(), subjectId: 'fifty', idempotencyKey: randomUUID() };

    const answers = await Promise.all(
      Array.from({ length: 50 }, () => mutate(ben, 'requestReview', input, review)),
    );

    const effects = (await reviewsOfProject()).filter(({ subjectId }) => subjectId === 'fifty');
    expect(effects).toHaveLength(1);
    expect(answers).toEqual(Array.from({ length: 50 }, () => answers[0]));
    expect(answers[0]).toMatchObject({ reviewRequest: { id: effects[0].id }, userErrors: [] });
    const is = ({ aggregateId }: { aggregateId: string }) => aggregateId === effects[0].id;
    await eventIn(factory, { subgraph: 'studio', type: 'ReviewRequested', is });
    expect(await eventsAbout(factory, 'studio', effects[0].id)).toHaveLength(1);
  });

  it('is answered as the first time, whatever has happened since', async () => {
    const { id } = await requestReview(ada, projectId);
    const input = { reviewRequestId: id, idempotencyKey: randomUUID() };
    const first = await mutate(ben, 'claimReview', input, review);
    await done(ben, 'approveReview', { reviewRequestId: id }, review);

    expect(await mutate(ben, 'claimReview', input, review)).toEqual(first);
    expect(first.reviewRequest.status).toBe('IN_REVIEW');
  });

  it('is refused with another input', async () => {
    const idempotencyKey = randomUUID();
    await done(ben, 'requestReview', { ...asked(), subjectId: 'first', idempotencyKey }, review);

    const other = { ...asked(), subjectId: 'second', idempotencyKey };
    const refused = await mutate(ben, 'requestReview', other, review);

    expect(refused).toMatchObject({
      reviewRequest: null,
      userErrors: [{ code: 'IDEMPOTENCY_KEY_REUSED', field: ['idempotencyKey'] }],
    });
    const subjects = (await reviewsOfProject()).map(({ subjectId }) => subjectId);
    expect(subjects).not.toContain('second');
  });

  it('is another one for another user, and for another mutation', async () => {
    const idempotencyKey = randomUUID();
    const input = { ...asked(), subjectId: 'shared-key', idempotencyKey };
    const own = await done(ben, 'requestReview', input, review);
    const foreign = await done(ada, 'requestReview', input, review);
    const claim = { reviewRequestId: foreign.reviewRequest.id, idempotencyKey };

    expect(foreign.reviewRequest.id).not.toBe(own.reviewRequest.id);
    expect((await mutate(ben, 'claimReview', claim, review)).userErrors).toEqual([]);
  });

  it('is decided anew after a refusal, which has done nothing', async () => {
    const { id } = await requestReview(ben, projectId);
    const input = { reviewRequestId: id, idempotencyKey: randomUUID() };
    const early = await mutate(ada, 'approveReview', input, review);
    await claimReview(ada, id);

    expect(early.userErrors).toMatchObject([{ code: 'ILLEGAL_TRANSITION' }]);
    expect((await mutate(ada, 'approveReview', input, review)).reviewRequest.status).toBe(
      'APPROVED',
    );
  });

  it('gives the lost answer when it is repeated, also to a factory that started anew', async () => {
    const input = { ...asked(), subjectId: 'lost', idempotencyKey: randomUUID() };
    const lost = new Promise((resolve) => {
      intercept = resolve;
    });
    const { errors } = await ben.ask(
      `mutation ($input: RequestReviewInput!) {
        requestReview(input: $input) { ${review} userErrors { code message field } }
      }`,
      { input },
    );
    await lost;
    await factory.stop();
    await open();

    const again = await mutate(ben, 'requestReview', input, review);

    expect(errors).toMatchObject([{ extensions: { code: 'INTERNAL' } }]);
    const effects = (await reviewsOfProject()).filter(({ subjectId }) => subjectId === 'lost');
    expect(effects).toEqual([{ id: again.reviewRequest.id, subjectId: 'lost' }]);
  });
});

describe('a mutation that expects a version', () => {
  it('is refused when the review has changed since, and changes nothing', async () => {
    const { id, version } = await requestReview(ada, projectId);
    await claimReview(ben, id);

    const input = { reviewRequestId: id, expectedVersion: version };
    const refused = await mutate(ben, 'approveReview', input, review);

    expect(refused).toMatchObject({ reviewRequest: null, userErrors: [{ code: 'STALE_VERSION' }] });
    const { reviewRequest } = await ben.data(
      'query ($id: ID!) { reviewRequest(id: $id) { status version } }',
      { id },
    );
    expect(reviewRequest).toEqual({ status: 'IN_REVIEW', version: version + 1 });
  });

  it('is carried out when nothing has happened since', async () => {
    const { id, version } = await requestReview(ada, projectId);

    const input = { reviewRequestId: id, expectedVersion: version };

    expect((await mutate(ben, 'claimReview', input, review)).userErrors).toEqual([]);
  });
});
