import {
  type DocumentNode,
  type ExecutionResult,
  execute,
  type GraphQLError,
  type GraphQLSchema,
  parse,
  subscribe,
  validate,
} from 'graphql';
import type { PlannedFetch, SubgraphPort } from '../../../gateway/fetch/port.ts';
import { mapStream } from '../../../subgraphs/kernel/stream.ts';
import { hashOf } from './seeds.ts';

/** What was asked of a subgraph. */
export interface Asked {
  readonly subgraph: string;
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
}

/** What becomes of an answer on its way: the same, another one, or a failure of the connection. */
export type OnTheWay = (asked: Asked, answer: ExecutionResult) => ExecutionResult;

/** What a port tells and obeys; it changes from operation to operation. */
export interface Line {
  readonly asked: Asked[];
  onTheWay: OnTheWay;
}

const notHere = async () => ({ status: 404, contentType: 'text/plain', body: '' });

/** As it comes over HTTP. Half of the fetches are of this kind, the rest are handed over as graphql-js made them. */
function copied(answer: ExecutionResult): ExecutionResult {
  return JSON.parse(JSON.stringify(answer)) as ExecutionResult;
}

/** A subgraph of this process whose fetches are written down, and whose answers a test can spoil. */
export function openPort(name: string, schema: GraphQLSchema, line: Line): SubgraphPort {
  const documents = new Map<string, DocumentNode | readonly GraphQLError[]>();

  /** What does not fit the schema of the subgraph is answered with errors, as a subgraph would. */
  const read = (query: string) => {
    const known = documents.get(query);
    if (known) return known;
    const document = parse(query, { noLocation: true });
    const errors = validate(schema, document);
    const read = errors.length > 0 ? errors : document;
    documents.set(query, read);
    return read;
  };

  const argumentsOf = (fetch: PlannedFetch, document: DocumentNode, variables: object) => ({
    schema,
    document,
    operationName: fetch.operationName,
    variableValues: { ...variables },
  });

  return {
    name,
    prepare(fetch) {
      return async (text) => {
        const variables = JSON.parse(text) as Asked['variables'];
        const asked = { subgraph: name, query: fetch.query, variables };
        line.asked.push(asked);
        const document = read(fetch.query);
        if (!('kind' in document)) return line.onTheWay(asked, { errors: document });
        const answer = await execute(argumentsOf(fetch, document, variables));
        return line.onTheWay(asked, hashOf(fetch.query) % 2 === 0 ? answer : copied(answer));
      };
    },
    async subscribe(fetch, variables) {
      const asked = { subgraph: name, query: fetch.query, variables };
      line.asked.push(asked);
      const document = read(fetch.query);
      if (!('kind' in document)) return { errors: document };
      const stream = await subscribe(argumentsOf(fetch, document, variables));
      if (!(Symbol.asyncIterator in stream)) return stream;
      return mapStream(stream, (event) => line.onTheWay(asked, event));
    },
    internal: notHere,
    ask: notHere,
    isReady: async () => true,
    stop: async () => {},
  };
}
