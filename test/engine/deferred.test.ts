import { beforeAll, describe, expect, it } from 'vitest';
import { createCandidate } from './candidate.ts';
import { type Contest, openContest, type Trial } from './contest.ts';
import { choicesFrom } from './generate/choices.ts';
import { answersInParts, answersInPartsWithFaults } from './generate/claims.ts';
import { buildGraph } from './world/graph.ts';

// What is deferred comes later, and all of it together is what the monolith answers at once.

const subgraphs = {
  a: `
    type Query { stores: [Store!]! store: Store found: [Found!] }
    type Mutation { open(name: String): Store }
    type Store @key(fields: "id") { id: ID! name: String owner: Person staff: [Person!]! size: Size }
    type Size { width: Int height: Int }
    type Person @key(fields: "id") { id: ID! nick: String! }
    union Found = Store | Person`,
  b: `
    type Store @key(fields: "id") {
      id: ID! rating: Int! name: String @external reviews: [Review!] advice: String @requires(fields: "name")
    }
    type Review { text: String! author: Person }
    type Person @key(fields: "id") { id: ID! age: Int! }`,
};

const values = {
  'Query.stores': ['Store#0', 'Store#1'],
  'Query.store': 'Store#1',
  'Query.found': ['Store#0', 'Person#1'],
  'Store#0.owner': 'Person#0',
  'Store#1.owner': 'Person#1',
  'Store#0.staff': ['Person#0', 'Person#1'],
  'Store#1.staff': [],
  'Store#0.reviews': ['Store#0.reviews[0]', 'Store#0.reviews[1]'],
  'Store#1.reviews': ['Store#1.reviews[0]'],
  'Store#0.reviews[0].author': 'Person#1',
};

type Case = readonly [
  claim: string,
  parts: number,
  query: string,
  variables?: Readonly<Record<string, boolean>>,
];

const cases: readonly Case[] = [
  ['of another subgraph', 1, '{ store { name ... @defer { rating } } }'],
  ['of the same subgraph', 1, '{ store { name ... @defer { owner { nick } } } }'],
  ['of each item of a list', 2, '{ stores { name ... @defer { rating } } }'],
  ['at the root', 1, '{ store { name } ... @defer { stores { rating } } }'],
  ['all of it', 1, '{ ... @defer { store { name rating } } }'],
  [
    'with a label',
    1,
    '{ store { name ...F @defer(label: "later") } } fragment F on Store { rating }',
  ],
  [
    'within what is deferred',
    2,
    '{ store { name ... @defer { rating reviews { text author { nick ... @defer { age } } } } } }',
  ],
  [
    'two of one object',
    2,
    '{ store { ... @defer(label: "x") { rating } ... @defer(label: "y") { owner { age } } } }',
  ],
  [
    'what is asked at once as well',
    1,
    '{ store { name rating ... @defer { name rating reviews { text } } } }',
  ],
  [
    'a part of an object that is asked at once',
    1,
    '{ store { size { width } ... @defer { size { height } } } }',
  ],
  ['what requires something', 1, '{ store { id ... @defer { advice } } }'],
  [
    'of a member of a union',
    2,
    '{ found { ... on Store @defer { rating } ... on Person { nick ... @defer { age } } } }',
  ],
  [
    'a fragment that is spread twice',
    3,
    '{ stores { ...F @defer } store { ...F @defer } } fragment F on Store { rating }',
  ],
  ['under another name', 1, '{ s: store { id: name ... @defer { name: rating } } }'],
  ['nothing, as a constant says', 0, '{ store { name ... @defer(if: false) { rating } } }'],
  [
    'nothing, as a variable says',
    0,
    'query ($x: Boolean!) { store { name ... @defer(if: $x) { rating } } }',
    { x: false },
  ],
  [
    'something, as a variable says',
    1,
    'query ($x: Boolean!) { store { name ... @defer(if: $x) { rating } } }',
    { x: true },
  ],
  [
    'what is left out',
    0,
    'query ($x: Boolean!) { store { name ... @defer @skip(if: $x) { rating } } }',
    { x: true },
  ],
  ['of an empty list', 0, '{ store { staff { nick ... @defer { age } } } }'],
  [
    'nothing of a mutation, which is answered whole',
    0,
    'mutation { open(name: "n") { id ... @defer { rating } } }',
  ],
];

const trials = cases.map(([claim, parts, query, variables = {}]): [string, number, Trial] => [
  claim,
  parts,
  { query, variables, values },
]);

describe('an answer in parts', () => {
  let contest: Contest;
  beforeAll(async () => {
    contest = await openContest(buildGraph(subgraphs, { nullsOneIn: 1_000_000 }), createCandidate);
  });

  it.each(trials)('defers %s', async (_claim, parts, trial) => {
    expect(await answersInParts(contest).holds(trial, choicesFrom([]))).toEqual([]);
    expect((await contest.deferred(trial)).parts).toBe(parts);
  });

  it('tells at once what is not deferred, and then the rest', async () => {
    const query = '{ store { name ... @defer(label: "later") { rating } } }';
    const { first } = await contest.deferred({ query, values });

    expect(first).toEqual({ dataText: '{"store":{"name":"Store#1.name"}}', errors: [] });
  });

  it('loses no more than a part when what may not be null fails there', async () => {
    const faults = { 'Store#1.rating': 'Nobody rated it.' };
    const query = '{ store { name ... @defer { rating } } }';
    const { told } = await contest.deferred({ query, values, faults });

    expect(told).toEqual({
      dataText: '{"store":{"name":"Store#1.name"}}',
      errors: ['Nobody rated it. at store.rating'],
    });
  });

  it('has no parts of what an error took away at once', async () => {
    const faults = { 'Query.store': 'It is closed.' };
    const query = '{ store { name ... @defer { rating } } }';
    const { told, parts } = await contest.deferred({ query, values, faults });

    expect(told).toEqual({ dataText: '{"store":null}', errors: ['It is closed. at store'] });
    expect(parts).toBe(0);
  });

  it.each(trials)('tells why something is not there: %s', async (_claim, _parts, trial) => {
    const claim = answersInPartsWithFaults(contest);

    for (const number of [1, 2, 3, 4, 5]) {
      expect(await claim.holds(trial, choicesFrom([0, number]))).toEqual([]);
    }
  });
});
