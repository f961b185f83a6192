import { OperationTypeNode } from 'graphql';
import { beforeAll, describe, it } from 'vitest';
import { createCandidate } from './candidate.ts';
import { type Contest, openContest } from './contest.ts';
import { mismatches } from './fixtures/abstract-types.ts';
import { fixtures } from './fixtures.ts';
import {
  answersInParts,
  answersInPartsWithFaults,
  answersRightly,
  answersRightlyWithFaults,
  answersTogether,
  loses,
} from './generate/claims.ts';
import { forOperations } from './generate/trials.ts';
import { buildGraph } from './world/graph.ts';

// Operations made at random over every small graph.

const { QUERY, MUTATION, SUBSCRIPTION } = OperationTypeNode;

describe.each(fixtures)('operations over $name', (fixture) => {
  const { subgraphs, world, values } = fixture;
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

  it('are so when several are answered at the same time', async () => {
    await forOperations(contest, QUERY, 5, values, answersTogether(contest));
  });

  it('are so in parts, too', async () => {
    await forOperations(contest, QUERY, 10, values, answersInParts(contest));
    await forOperations(contest, QUERY, 5, values, answersInPartsWithFaults(contest));
  });

  it('lose what ApolloGateway loses when a subgraph cannot be reached', async () => {
    // Where a type is stricter than its interface, ApolloGateway goes by the interface and keeps what may not be null.
    if (fixture === mismatches) return;
    await forOperations(contest, QUERY, 5, values, loses(contest));
  });
});
