import fc from 'fast-check';
import { OperationTypeNode, parse, validate, visit } from 'graphql';
import { describe, expect, it } from 'vitest';
import { createReferenceEngine } from '../../gateway/engine/reference.ts';
import { openContest } from './contest.ts';
import { buildFactoryGraph } from './factory-graph.ts';
import { choicesFrom } from './generate/choices.ts';
import { answersRightly } from './generate/claims.ts';
import { type Generated, generateOperation } from './generate/operation.ts';
import { forOperations, numbers } from './generate/trials.ts';
import { buildGraph } from './world/graph.ts';

// Whether the operations that are made at random are worth their name.

const graph = buildFactoryGraph();
const size = { depth: 5, selections: 25, aliases: 'any', deferred: 30 } as const;
const made = (given: readonly number[]) =>
  generateOperation(graph.clientSchema, OperationTypeNode.QUERY, choicesFrom(given), size);
const some: readonly Generated[] = fc.sample(numbers, { numRuns: 100, seed: 1 }).map(made);

/** How often something stands in an operation. */
function count(
  query: string,
  kind: 'InlineFragment' | 'FragmentSpread' | 'Directive' | 'Variable',
) {
  let found = 0;
  visit(parse(query), {
    [kind]: () => {
      found += 1;
    },
  });
  return found;
}

describe('an operation made at random', () => {
  it('is valid', () => {
    const errors = some.flatMap(({ query }) => validate(graph.clientSchema, parse(query)));
    expect(errors).toEqual([]);
  });

  it('is another nearly every time', () => {
    expect(new Set(some.map(({ query }) => query)).size).toBeGreaterThan(90);
  });

  it.each(['InlineFragment', 'FragmentSpread', 'Directive', 'Variable'] as const)(
    'has a %s often enough',
    (kind) => {
      expect(some.filter(({ query }) => count(query, kind) > 0).length).toBeGreaterThan(20);
    },
  );

  it('is the simplest there is where nothing is chosen', () => {
    expect(made([]).query).toBe('{\n  approvalRequest(id: "a") {\n    id\n  }\n}');
  });

  it('asks more than one subgraph often enough', async () => {
    const contest = await openContest(graph, createReferenceEngine);
    const fetches: number[] = [];
    for (const operation of some) fetches.push((await contest.reference(operation)).asked.length);

    expect(fetches.filter((each) => each > 0).length).toBeGreaterThan(90);
    expect(fetches.filter((each) => each > 1).length).toBeGreaterThan(30);
  });

  it('is told with what is wrong with it, as simple as it can be', async () => {
    // ApolloGateway asks for one entity several times in one fetch, which the engine must not.
    const tiny = buildGraph({
      a: 'type Query { stores: [Store!]! } type Store @key(fields: "id") { id: ID! name: String }',
      b: 'type Store @key(fields: "id") { id: ID! rating: Int next: Store }',
    });
    const contest = await openContest(tiny, createReferenceEngine);
    const values = { 'Query.stores': ['Store#0', 'Store#0'] };
    const claim = answersRightly(contest);
    const searching = forOperations(contest, OperationTypeNode.QUERY, 50, values, claim);
    const failure: Error = await searching.then(
      () => new Error('Nothing was found.'),
      (error) => error,
    );

    const { message } = failure.cause instanceof Error ? failure.cause : failure;
    expect(message).toMatch(/^it is asked for twice: .*Store#0/);
    expect(message.split('\n').length).toBeLessThan(12);
  });
});
