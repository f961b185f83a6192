import {
  type ExecutionResult,
  execute,
  type GraphQLSchema,
  getOperationAST,
  parse,
  subscribe,
  validate,
} from 'graphql';
import {
  type Answer,
  type Engine,
  isDeferred,
  type Operation,
} from '../../gateway/engine/engine.ts';
import { createReferenceEngine } from '../../gateway/engine/reference.ts';
import { createScope, type Scope } from '../../subgraphs/kernel/scope/scope.ts';
import { type Assembled, assemble } from './assemble.ts';
import { errorText, type Told, told } from './compare.ts';
import type { TestGraph } from './world/graph.ts';
import type { Asked, OnTheWay } from './world/port.ts';
import type { Circumstances } from './world/world.ts';

/** An operation and what happens while it runs. */
export interface Trial extends Circumstances {
  readonly query: string;
  readonly variables?: Readonly<Record<string, unknown>>;
  readonly operationName?: string;
  /** Entities that a subgraph lacks: `reviews: Product#1`. */
  readonly missing?: readonly string[];
  readonly onTheWay?: OnTheWay;
}

/** What somebody answered, an item an event; a query and a mutation have one. */
export interface Answered {
  readonly answers: readonly Told[];
  readonly asked: readonly Asked[];
}

/** Everybody who can answer, over one graph. */
export interface Contest {
  readonly graph: TestGraph;
  candidate(trial: Trial): Promise<Answered>;
  /** The candidate's answer in parts, put together. */
  deferred(trial: Trial): Promise<Assembled>;
  reference(trial: Trial): Promise<Answered>;
  monolith(trial: Trial): Promise<Answered>;
  /** The monolith where everything may be null, so that it tells every error there is. */
  lenient(trial: Trial): Promise<Answered>;
}

export type EngineFactory = (
  supergraphSdl: string,
  ports: TestGraph['ports'],
) => Engine | Promise<Engine>;

export async function openContest(
  graph: TestGraph,
  createCandidate: EngineFactory,
): Promise<Contest> {
  const candidate = await createCandidate(graph.supergraphSdl, graph.ports);
  const reference = await createReferenceEngine(graph.supergraphSdl, graph.ports);
  return {
    graph,
    candidate: (trial) => answered(graph, trial, (operation) => run(candidate, operation)),
    deferred: async (trial) => {
      const operation = { ...begin(graph, trial), acceptsDeferred: true };
      try {
        const answer = await candidate.execute(operation);
        return isDeferred(answer) ? await assemble(answer) : inOnePart(told(answer));
      } catch (error) {
        return inOnePart(failure(error));
      }
    },
    reference: (trial) => answered(graph, trial, (operation) => run(reference, operation)),
    monolith: (trial) =>
      answered(graph, trial, (operation) => runMonolith(graph.monolith, operation)),
    lenient: (trial) =>
      answered(graph, trial, (operation) => runMonolith(graph.lenient, operation)),
  };
}

async function answered(
  graph: TestGraph,
  trial: Trial,
  answer: (operation: Operation) => Promise<readonly Told[]>,
): Promise<Answered> {
  const operation = begin(graph, trial);
  const answers = await answer(operation);
  return { answers, asked: [...graph.line.asked] };
}

/** Makes the world as the trial wants it. */
function begin({ world, line, missing, clientSchema }: TestGraph, trial: Trial): Operation {
  const operation = prepared(clientSchema, trial);
  world.begin(trial);
  line.asked.length = 0;
  line.onTheWay = trial.onTheWay ?? ((_asked, result) => result);
  missing.clear();
  for (const each of trial.missing ?? []) missing.add(each);
  return operation;
}

const operations = new Map<string, Operation['prepared']>();

/** The same object for the same text, as engines are promised. */
function prepared(schema: GraphQLSchema, trial: Trial): Operation {
  const { query, operationName, variables = {} } = trial;
  const key = `${operationName ?? ''}\n${query}`;
  const known = operations.get(key) ?? prepare(schema, key, query, operationName);
  operations.set(key, known);
  return { prepared: known, variables, scope };
}

function prepare(
  schema: GraphQLSchema,
  key: string,
  query: string,
  operationName: string | undefined,
): Operation['prepared'] {
  const document = parse(query);
  const [error] = validate(schema, document);
  if (error) throw new Error(`${error.message}\n${query}`);
  const definition = getOperationAST(document, operationName);
  if (!definition) throw new Error(`Which operation?\n${query}`);
  return { key, document, definition, operationName };
}

async function run(engine: Engine, operation: Operation): Promise<readonly Told[]> {
  try {
    if (operation.prepared.definition.operation !== 'subscription') {
      return [told(wholeAnswer(await engine.execute(operation)))];
    }
    return await collected(await engine.subscribe(operation));
  } catch (error) {
    return [failure(error)];
  }
}

/** What an engine throws is an answer without data. */
function failure(error: unknown): Told {
  const message = error instanceof Error ? error.message : String(error);
  return { dataText: 'undefined', errors: [errorText(message)] };
}

function inOnePart(answer: Told): Assembled {
  return { first: answer, told: answer, parts: 0, lost: [], problems: [] };
}

function wholeAnswer(answer: Awaited<ReturnType<Engine['execute']>>): Answer {
  if (isDeferred(answer)) throw new Error('Nobody asked for an answer in parts.');
  return answer;
}

async function runMonolith(
  schema: GraphQLSchema,
  { prepared: { document, definition, operationName }, variables }: Operation,
): Promise<readonly Told[]> {
  const asked = { schema, document, operationName, variableValues: { ...variables } };
  if (definition.operation === 'subscription') return collected(await subscribe(asked));
  return [told(await execute(asked))];
}

async function collected(
  stream: AsyncIterable<ExecutionResult> | Answer,
): Promise<readonly Told[]> {
  if (!(Symbol.asyncIterator in stream)) return [told(stream)];
  const answers: Told[] = [];
  for await (const answer of stream) answers.push(told(answer));
  return answers;
}

const scope: Scope = createScope(
  {
    tenantId: 'acme',
    actor: { userId: 'ada', kind: 'PERSON', grants: [{ role: 'APPROVER', projectId: null }] },
    grantsEpoch: 1,
  },
  { requestId: 'request', traceId: '0'.repeat(32), correlationId: 'request', deadlineAt: null },
);
