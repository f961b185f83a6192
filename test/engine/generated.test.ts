import { OperationTypeNode } from 'graphql';
import { describe, expect, it } from 'vitest';
import { createCandidate } from './candidate.ts';
import { type Contest, openContest } from './contest.ts';
import { fixtures } from './fixtures.ts';
import { answersRightly, answersRightlyWithFaults } from './generate/claims.ts';
import { forOperations } from './generate/trials.ts';
import { buildGraph } from './world/graph.ts';

// Operations made at random over every small graph.

const { QUERY, MUTATION, SUBSCRIPTION } = OperationTypeNode;

const contests = new Map<string, Contest>();

describe.each(fixtures)('over $name', ({ name, subgraphs, world, values }) => {
  const contestOf = async () => {
    const contest =
      contests.get(name) ?? (await openContest(buildGraph(subgraphs, world), createCandidate));
    contests.set(name, contest);
    return contest;
  };

  it('queries are answered as the monolith answers them', async () => {
    const contest = await contestOf();
    await forOperations(contest, QUERY, 20, values, answersRightly(contest));
  });

  it('queries of which a part fails are answered as the monolith answers them', async () => {
    const contest = await contestOf();
    await forOperations(contest, QUERY, 10, values, answersRightlyWithFaults(contest));
  });
});
