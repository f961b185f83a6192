import { readdirSync } from 'node:fs';
import {
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLSchema,
  getOperationAST,
  parse,
  typeFromAST,
} from 'graphql';
import { beforeAll, describe, expect, it } from 'vitest';
import { loadExamples } from '../../gateway/pages/examples.ts';
import { operationOf, rootOf } from '../tenancy/operations.ts';
import { createCandidate } from './candidate.ts';
import { type Contest, openContest, type Trial } from './contest.ts';
import { buildFactoryGraph } from './factory-graph.ts';
import { choicesFrom } from './generate/choices.ts';
import { answersRightly } from './generate/claims.ts';
import { inputValue } from './generate/inputs.ts';
import { hashOf } from './world/seeds.ts';
import { writtenOperations } from './written-operations.ts';

// Every operation that is written down somewhere in the tests, and the examples, over subgraphs that make up their data.

const graph = buildFactoryGraph();
const paths = readdirSync('test', { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.ts') && !/^engine\/|node_modules/.test(path))
  .map((path) => `test/${path}`)
  .sort();
const texts = paths.flatMap((path) =>
  writtenOperations(path, graph.monolith).map(
    (query) => [path, query.replaceAll(/\s+/g, ' '), query] as const,
  ),
);
const examples = (await loadExamples()).map(({ name, operation }) => [name, operation] as const);

let contest: Contest;
beforeAll(async () => {
  contest = await openContest(graph, createCandidate);
});

const problemsOf = async (query: string) =>
  answersRightly(contest).holds(withVariables(graph.monolith, query), choicesFrom([]));

describe('an operation that a test writes down', () => {
  it.each(texts)(
    'in %s is answered as the monolith answers it: %s',
    async (_path, _line, query) => {
      expect(await problemsOf(query)).toEqual([]);
    },
  );

  it('is found in every folder that speaks to the gateway', () => {
    const folders = new Set(texts.map(([path]) => path.split('/')[1]));
    expect([...folders]).toEqual(expect.arrayContaining(['journeys', 'processes', 'tenancy']));
    expect(texts.length).toBeGreaterThan(80);
  });
});

describe('an example', () => {
  it.each(examples)('is answered as the monolith answers it: %s', async (_name, query) => {
    expect(await problemsOf(query)).toEqual([]);
  });
});

describe('all there is below', () => {
  const roots = (['query', 'mutation', 'subscription'] as const).flatMap((kind) =>
    fieldsOf(rootOf(graph.monolith, kind)).map((field) => [kind, field.name, field] as const),
  );

  it.each(roots)(
    'the %s %s is answered as the monolith answers it',
    async (kind, name, { args }) => {
      const choices = choicesFrom(numbersFor(name));
      const given = args.map((each) => [each.name, inputValue(each.type, choices, 2)] as const);
      const step = { field: name, args: Object.fromEntries(given) };
      const trial = operationOf(graph.monolith, kind, [step]);

      expect(await answersRightly(contest).holds(trial, choices)).toEqual([]);
    },
  );
});

/** With a value for every variable, of its type and always the same. */
function withVariables(schema: GraphQLSchema, query: string): Trial {
  const { variableDefinitions = [] } = getOperationAST(parse(query)) ?? {};
  const choices = choicesFrom(numbersFor(query));
  const given = variableDefinitions.map(({ variable, type }) => {
    // Input types of a valid operation.
    const inputType = typeFromAST(schema, type as never) as never;
    return [variable.name.value, inputValue(inputType, choices, 2)] as const;
  });
  return { query, variables: Object.fromEntries(given) };
}

function numbersFor(text: string): readonly number[] {
  return Array.from({ length: 100 }, (_, index) => hashOf(`${text}${index}`));
}

function fieldsOf(type: GraphQLObjectType): readonly GraphQLField<unknown, unknown>[] {
  return Object.values(type.getFields());
}
