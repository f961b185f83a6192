import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Actor } from '../../subgraphs/kernel/authority.ts';
import { ada, bea, ben, factory, id, person } from '../support/reviews.ts';
import { openTestStudio, type TestStudio } from '../support/studio.ts';

let studio: TestStudio;
beforeAll(async () => {
  studio = await openTestStudio();
});
afterAll(() => studio?.stop());

const selection = 'reviewRequest { id version status }';

describe('what the viewer may do with a review', () => {
  const may = (by: Actor, reviewRequestId: string) =>
    studio.read(by, reviewRequestId, 'viewerCanClaim viewerCanDecide');

  it('is told before it is tried', async () => {
    const pending = await studio.raised();
    const inReview = await studio.claimed();

    expect(await may(bea, pending)).toEqual({ viewerCanClaim: true, viewerCanDecide: false });
    expect(await may(factory, pending)).toEqual({ viewerCanClaim: false, viewerCanDecide: false });
    expect(await may(ben, inReview)).toEqual({ viewerCanClaim: false, viewerCanDecide: true });
    expect(await may(bea, inReview)).toEqual({ viewerCanClaim: false, viewerCanDecide: false });
  });
});

describe('another tenant', () => {
  it('neither reads nor changes a review, and cannot tell it from one that is not there', async () => {
    const reviewRequestId = await studio.claimed();
    const fields =
      '{ reviewRequest(id: $id) { id } _entities(representations: $any) { __typename } }';
    const any = [{ __typename: 'ReviewRequest', id: reviewRequestId }];

    const seen = await studio.ask(
      ada,
      `query ($id: ID!, $any: [_Any!]!) ${fields}`,
      { id: reviewRequestId, any },
      'globex',
    );

    expect(seen).toEqual({ reviewRequest: null, _entities: [null] });
    const approve = `mutation { approveReview(input: { reviewRequestId: "${reviewRequestId}" }) {
      userErrors { code message } } }`;
    expect((await studio.ask(ada, approve, {}, 'globex')).approveReview.userErrors).toEqual([
      { code: 'NOT_FOUND', message: 'There is no such review request.' },
    ]);
  });
});

describe('the number of SQL statements', () => {
  const fields = `decisions { supersedes { id } supersededBy { id } reviewRequest { id } }
    project { id } viewerCanClaim`;

  it('for a queue does not grow with the queue', async () => {
    const count = async (projectId: string) => {
      studio.statements.splice(0);
      const query = `query ($projectId: ID!) {
        reviewQueue(filter: { projectId: $projectId, status: [REJECTED] }) { nodes { ${fields} } } }`;
      const { reviewQueue } = await studio.ask(ben, query, { projectId });
      return [reviewQueue.nodes.length, studio.statements.length];
    };
    const decide = async (projectId: string) => {
      const reviewRequestId = await studio.claimed({ projectId });
      await studio.mutate(ben, 'rejectReview', { reviewRequestId, rationale: 'No.' }, selection);
    };
    await decide(id(21));
    for (let reviews = 0; reviews < 8; reviews += 1) await decide(id(22));

    const [one, ofOne] = await count(id(21));
    const [eight, ofEight] = await count(id(22));

    expect([one, eight]).toEqual([1, 8]);
    expect(ofEight).toBe(ofOne);
  });
});

describe('the queue below projects', () => {
  const query = (rest: string) => `query ($any: [_Any!]!, $after: String) {
    _entities(representations: $any) { ... on Project { reviewQueue(${rest}, after: $after) {
      nodes { id status } pageInfo { endCursor hasNextPage } } } } }`;
  const ask = async (projects: string[], rest: string, after: string | null = null) => {
    const any = projects.map((project) => ({ __typename: 'Project', id: project }));
    studio.statements.splice(0);
    const { _entities } = await studio.ask(ben, query(rest), { any, after });
    return _entities.map(({ reviewQueue }: { reviewQueue: unknown }) => reviewQueue);
  };

  it('is found in one statement for all projects, each with its own', async () => {
    const [first, second] = [
      await studio.raised({ projectId: id(41) }),
      await studio.claimed({ projectId: id(42) }),
    ];

    const queues = await ask([id(41), id(42), id(43)], 'first: 5');

    expect(studio.statements).toHaveLength(1);
    expect(queues.map(({ nodes }: { nodes: unknown }) => nodes)).toEqual([
      [{ id: first, status: 'PENDING' }],
      [{ id: second, status: 'IN_REVIEW' }],
      [],
    ]);
  });

  it('can be filtered and ordered, still in one statement', async () => {
    const queues = await ask(
      [id(41), id(42)],
      'filter: { status: [IN_REVIEW] }, orderBy: { field: CREATED_AT, direction: ASC }',
    );

    expect(studio.statements).toHaveLength(1);
    expect(queues.map(({ nodes }: { nodes: unknown[] }) => nodes.length)).toEqual([0, 1]);
  });

  it('goes on behind a cursor', async () => {
    const reviews = [
      await studio.raised({ projectId: id(44) }),
      await studio.raised({ projectId: id(44) }),
    ];
    const [first] = await ask([id(44)], 'first: 1');

    const [second] = await ask([id(44)], 'first: 1', first.pageInfo.endCursor);

    expect([first.nodes[0].id, second.nodes[0].id]).toEqual(reviews);
    expect(second.pageInfo.hasNextPage).toBe(false);
  });
});

describe('reading', () => {
  const inProject = (projectId: string): Actor => ({
    ...person(600),
    grants: [{ role: 'REVIEWER', projectId }],
  });

  it('is for who holds a role there', async () => {
    const reviewRequestId = await studio.raised({ projectId: id(51) });
    const fields = 'reviewQueue(filter: { projectId: $projectId }) { nodes { id } }';
    const queue = (by: Actor) =>
      studio.ask(by, `query ($projectId: ID) { ${fields} }`, { projectId: id(51) });

    expect(await queue(inProject(id(51)))).toEqual({
      reviewQueue: { nodes: [{ id: reviewRequestId }] },
    });
    await expect(queue(inProject(id(52)))).rejects.toMatchObject({
      extensions: { code: 'FORBIDDEN' },
    });
    expect(await studio.read(inProject(id(51)), reviewRequestId, 'id')).toEqual({
      id: reviewRequestId,
    });
    expect(await studio.read(inProject(id(52)), reviewRequestId, 'id')).toBeNull();
    expect(
      await studio.read({ ...ben, scopes: ['review:claim'] }, reviewRequestId, 'id'),
    ).toBeNull();
  });

  it('by way of an entity is for who holds a role there too', async () => {
    const reviewRequestId = await studio.claimed({ projectId: id(53) });
    const approval = { reviewRequestId };
    const { reviewDecision } = await studio.mutate(
      ben,
      'approveReview',
      approval,
      'reviewDecision { id }',
    );
    const any = [
      { __typename: 'ReviewRequest', id: reviewRequestId },
      { __typename: 'ReviewDecision', id: reviewDecision.id },
    ];
    const entities = (by: Actor) =>
      studio.ask(by, 'query ($any: [_Any!]!) { _entities(representations: $any) { __typename } }', {
        any,
      });
    const queue = (by: Actor) =>
      studio.ask(
        by,
        `query ($any: [_Any!]!) { _entities(representations: $any) {
          ... on Project { reviewQueue { nodes { id } } } } }`,
        { any: [{ __typename: 'Project', id: id(53) }] },
      );

    expect((await entities(inProject(id(53))))._entities).toEqual([
      { __typename: 'ReviewRequest' },
      { __typename: 'ReviewDecision' },
    ]);
    expect((await entities(inProject(id(54))))._entities).toEqual([null, null]);
    expect((await queue(inProject(id(53))))._entities).toEqual([{ reviewQueue: { nodes: [] } }]);
    await expect(queue(inProject(id(54)))).rejects.toMatchObject({
      extensions: { code: 'FORBIDDEN' },
    });
  });

  it('of decisions is for who holds a role in every project', async () => {
    const query = '{ reviewDecisions(first: 1) { nodes { decision } } }';

    expect((await studio.ask(ada, query)).reviewDecisions.nodes).toHaveLength(1);
    await expect(studio.ask(inProject(id(51)), query)).rejects.toMatchObject({
      extensions: { code: 'FORBIDDEN' },
    });
  });
});
