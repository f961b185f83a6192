import { OperationTypeNode } from 'graphql';
import { beforeAll, describe, it } from 'vitest';
import { createCandidate } from './candidate.ts';
import { type Contest, openContest } from './contest.ts';
import { fixtures } from './fixtures.ts';
import { answersRightly, answersRightlyWithFaults, loses } from './generate/claims.ts';
import { forOperations } from './generate/trials.ts';
import { buildGraph } from './world/graph.ts';

// Operations made at random over every small graph.

const { QUERY, MUTATION, SUBSCRIPTION } = OperationTypeNode;

describe.each(fixtures)('operations over $name', ({ subgraphs, world, values }) => {
  let contest: Contest;
  beforeAll(async () => {
    contest = await openContest(buildGraph(subgraphs, world), createCandidate);
  });

  it('are answered as the monolith answers them', async () => {
    await forOperations(contest, QUERY, 15, values, answersRightly(contest));
    for (const kind of [MUTATION, SUBSCRIPTION]) {
      if (!contest.graph.monolith.getRootType(kind)) continue;
      await forOperations(contest, kind, 30, values, answersRightly(contest));
    }
  });

  it('are so when a part of them fails', async () => {
    await forOperations(contest, QUERY, 10, values, answersRightlyWithFaults(contest));
  });

  it('lose what ApolloGateway loses when a subgraph cannot be reached', async () => {
    await forOperations(contest, QUERY, 5, values, loses(contest));
  });
});
