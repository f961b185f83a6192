import { composeServices } from '@apollo/composition';
import { buildSubgraphSchema } from '@apollo/subgraph';
import {
  type DocumentNode,
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
  type PreparedOperation,
  readAnswer,
} from '../../gateway/engine/engine.ts';
import type { SubgraphPort } from '../../gateway/fetch/port.ts';
import { createScope, type Scope } from '../../subgraphs/kernel/scope/scope.ts';
import { mapStream } from '../../subgraphs/kernel/stream.ts';

/** A subgraph of a test: its schema and what it resolves. */
export interface Part {
  readonly sdl: string;
  readonly resolvers?: object;
}

/** A fetch that a subgraph was sent. */
export interface Asked {
  readonly subgraph: string;
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
}

export interface FederatedGraph {
  readonly supergraphSdl: string;
  readonly schemas: ReadonlyMap<string, GraphQLSchema>;
  readonly ports: ReadonlyMap<string, SubgraphPort>;
  /** What was asked since the last call. */
  take(): readonly Asked[];
}

const federation = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9",
  import: ["@key", "@shareable", "@external", "@requires", "@provides", "@inaccessible", "@override",
           "@interfaceObject", "@tag"])`;

/** Subgraphs of this process, composed. */
export function federatedGraph(parts: Readonly<Record<string, Part>>): FederatedGraph {
  const documents = Object.entries(parts).map(
    ([name, { sdl }]) => [name, parse(`${federation}\n${sdl}`)] as const,
  );
  const { supergraphSdl, errors } = composeServices(
    documents.map(([name, typeDefs]) => ({ name, typeDefs, url: `http://${name}` })),
  );
  if (!supergraphSdl) throw new Error(errors?.join('\n'));
  const schemas = new Map(
    documents.map(([name, typeDefs]) => [name, schemaOf(typeDefs, parts[name]?.resolvers)]),
  );
  const asked: Asked[] = [];
  const ports = new Map(
    [...schemas].map(([name, schema]) => [name, testPort(name, schema, asked)]),
  );
  return { supergraphSdl, schemas, ports, take: () => asked.splice(0) };
}

function schemaOf(typeDefs: DocumentNode, resolvers: object = {}): GraphQLSchema {
  // Each test writes resolvers as it needs them.
  return buildSubgraphSchema([{ typeDefs, resolvers: resolvers as never }]);
}

/** A port that refuses what is not valid in its subgraph, and answers with plain JSON as over a wire. */
function testPort(name: string, schema: GraphQLSchema, asked: Asked[]): SubgraphPort {
  const read = (query: string) => {
    const document = parse(query);
    const [error] = validate(schema, document);
    if (error) throw error;
    return document;
  };
  return {
    name,
    prepare({ query, operationName }) {
      const document = read(query);
      return async (text, { scope }) => {
        const variableValues = JSON.parse(text);
        asked.push({ subgraph: name, query, variables: variableValues });
        return asJson(
          await execute({ schema, document, variableValues, operationName, contextValue: scope }),
        );
      };
    },
    async subscribe({ query, operationName }, variableValues, { scope }) {
      const document = read(query);
      asked.push({ subgraph: name, query, variables: variableValues });
      const stream = await subscribe({
        schema,
        document,
        variableValues,
        operationName,
        contextValue: scope,
      });
      return Symbol.asyncIterator in stream ? mapStream(stream, asJson) : asJson(stream);
    },
    internal: async () => ({ status: 404, contentType: 'text/plain', body: '' }),
    ask: async () => ({ status: 404, contentType: 'text/plain', body: '' }),
    isReady: async () => true,
    stop: async () => {},
  };
}

function asJson(result: ExecutionResult): ExecutionResult {
  return JSON.parse(JSON.stringify(result));
}

export function preparedOperation(
  engine: Engine,
  source: string,
  operationName?: string,
): PreparedOperation {
  const document = parse(source);
  const [error] = validate(engine.schema, document);
  const definition = getOperationAST(document, operationName);
  if (error || !definition) throw error ?? new Error('There is no such operation.');
  return { key: `${operationName ?? ''}\n${source}`, document, definition, operationName };
}

export const testScope: Scope = createScope(
  {
    tenantId: 'acme',
    actor: { userId: 'ada', kind: 'PERSON', grants: [{ role: 'VIEWER', projectId: null }] },
    grantsEpoch: 1,
  },
  { requestId: 'r', traceId: '0'.repeat(32), correlationId: 'c', deadlineAt: null },
);

/** What a client sees: data as plain JSON, and errors by message and path. */
export interface Seen {
  readonly data: unknown;
  readonly errors: readonly { readonly message: string; readonly path: unknown }[];
}

export function seen(answer: Answer): Seen {
  const { data = null, errors = [] } = readAnswer(answer);
  return {
    data: JSON.parse(JSON.stringify(data)),
    errors: errors.map(({ message, path = null }) => ({ message, path })),
  };
}

/** Runs an operation as a client would. */
export async function ask(
  engine: Engine,
  source: string,
  variables: Readonly<Record<string, unknown>> = {},
): Promise<Seen> {
  const prepared = preparedOperation(engine, source);
  const answer = await engine.execute({ prepared, variables, scope: testScope });
  if ('subsequent' in answer) throw new Error('The answer came in parts.');
  return seen(answer);
}
