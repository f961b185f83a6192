import { OperationTypeNode } from 'graphql';
import { beforeAll, describe, it } from 'vitest';
import { createEngine } from '../../gateway/engine/compiled.ts';
import { createCandidate } from './candidate.ts';
import { type Contest, openContest } from './contest.ts';
import { buildFactoryGraph } from './factory-graph.ts';
import {
  answersInParts,
  answersInPartsWithFaults,
  answersRightly,
  answersRightlyWithFaults,
  answersTogether,
  loses,
} from './generate/claims.ts';
import { forOperations } from './generate/trials.ts';

// Operations made at random over our own supergraph. Its subgraphs make up their data here, so everything can be asked.

const { QUERY, MUTATION, SUBSCRIPTION } = OperationTypeNode;

describe('operations over our own supergraph', () => {
  let contest: Contest;
  beforeAll(async () => {
    contest = await openContest(buildFactoryGraph(), createCandidate);
  });

  it('queries are answered as the monolith answers them', async () => {
    await forOperations(contest, QUERY, 200, {}, answersRightly(contest));
  });

  it('mutations are', async () => {
    await forOperations(contest, MUTATION, 60, {}, answersRightly(contest));
  });

  it('subscriptions are', async () => {
    await forOperations(contest, SUBSCRIPTION, 40, {}, answersRightly(contest));
  });

  it('queries of which a part fails are', async () => {
    await forOperations(contest, QUERY, 100, {}, answersRightlyWithFaults(contest));
  });

  it('queries in parts are', async () => {
    await forOperations(contest, QUERY, 60, {}, answersInParts(contest));
    await forOperations(contest, QUERY, 40, {}, answersInPartsWithFaults(contest));
  });

  it('queries at the same time are, and share what they can', async () => {
    const sharing = await openContest(contest.graph, (supergraphSdl, ports) =>
      createEngine(supergraphSdl, ports, { coalesceOperations: true }),
    );
    await forOperations(sharing, QUERY, 30, {}, answersTogether(sharing));
  });

  it('queries lose what ApolloGateway loses when a subgraph cannot be reached', async () => {
    await forOperations(contest, QUERY, 60, {}, loses(contest));
  });
});
