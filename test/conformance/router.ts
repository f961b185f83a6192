import { composeServices } from '@apollo/composition';
import {
  type ExecutionResult,
  type GraphQLSchema,
  getOperationAST,
  parse,
  validate,
} from 'graphql';
import { isDeferred, type PreparedOperation, readAnswer } from '../../gateway/engine/engine.ts';
import { createReferenceEngine } from '../../gateway/engine/reference.ts';
import { localPort } from '../../gateway/fetch/local.ts';
import type { Actor } from '../../subgraphs/kernel/authority.ts';
import type { SubgraphRequest } from '../../subgraphs/kernel/executable.ts';
import { openLog } from '../../subgraphs/kernel/log.ts';
import { createScope, type Scope } from '../../subgraphs/kernel/scope/scope.ts';
import { createSubgraph, type Subgraph } from '../../subgraphs/kernel/subgraph.ts';
import { neighbours } from './neighbours.ts';
import { productsResolvers, productsSdl } from './products.ts';

// biome-ignore lint/suspicious/noExplicitAny: tests read answers of any shape and assert on them.
export type Answer = { readonly data?: any; readonly errors?: any; readonly extensions?: any };

/** The subgraph under test, alone and behind a router. */
export interface Router {
  readonly supergraphSdl: string;
  /** What clients may ask. */
  readonly schema: GraphQLSchema;
  /** What the subgraph says its SDL is. */
  readonly sdl: string;
  readonly products: Subgraph;
  /** Asks through the router. */
  ask(query: string): Promise<Answer>;
  /** Asks the subgraph itself. */
  askProducts(request: SubgraphRequest): Promise<Answer>;
  /** Asks the subgraph itself for one entity, by a representation. */
  askEntity(representation: object, selection: string): Promise<Answer>;
  /** The requests to subgraphs since the last call. */
  take(): { readonly subgraph: string; readonly request: SubgraphRequest }[];
}

export const log = openLog('conformance', 'silent');
const ada: Actor = {
  userId: '0198c0de-0000-7000-8000-00000000000a',
  kind: 'PERSON',
  grants: [{ role: 'VIEWER', projectId: null }],
};
const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';
export const scope: Scope = createScope(
  { tenantId: 'acme', actor: ada, grantsEpoch: 1 },
  { requestId: 'r-1', traceId, correlationId: traceId, deadlineAt: null },
);

/**
 * @param change - what the schema of the subgraph is to be instead.
 * @throws Error when the three do not compose.
 */
export async function openRouter(change = (sdl: string) => sdl): Promise<Router> {
  const requests: { subgraph: string; request: SubgraphRequest }[] = [];
  const definitions: Definition[] = [
    { name: 'products', sdl: change(productsSdl), resolvers: productsResolvers },
    ...neighbours,
  ];
  const subgraphs = definitions.map(open);
  const products = named(subgraphs, 'products');
  const sdls = new Map<string, string>();
  for (const subgraph of subgraphs) sdls.set(subgraph.name, await sdlOf(subgraph));
  const supergraphSdl = compose(sdls);
  const watched = subgraphs.map((subgraph) => ({
    ...subgraph,
    execute: (request: SubgraphRequest, as: Scope) => {
      requests.push({ subgraph: subgraph.name, request });
      return subgraph.execute(request, as);
    },
  }));
  const { schema, ask } = await openEngine(supergraphSdl, watched);

  return {
    supergraphSdl,
    schema,
    sdl: sdls.get('products') ?? '',
    products,
    ask,
    askProducts: async (request) => plain(await products.execute(request, scope)),
    async askEntity(representation, selection) {
      const query = `query ($representations: [_Any!]!) { _entities(representations: $representations) { ${selection} } }`;
      const variables = { representations: [representation] };
      return plain(await products.execute({ query, variables }, scope));
    },
    take: () => requests.splice(0),
  };
}

interface Definition {
  readonly name: string;
  readonly sdl: string;
  readonly resolvers: object;
}

/** Of all services these subgraphs need the time alone. */
function open({ name, sdl, resolvers }: Definition): Subgraph {
  const services = { clock: () => new Date() } as Parameters<typeof createSubgraph>[2];
  return createSubgraph({ name, resolvers: [resolvers] }, parse(sdl), services, log);
}

function named(subgraphs: readonly Subgraph[], name: string): Subgraph {
  const found = subgraphs.find((subgraph) => subgraph.name === name);
  if (!found) throw new Error(`There is no subgraph ${name}.`);
  return found;
}

async function sdlOf(subgraph: Subgraph): Promise<string> {
  const { data } = plain(await subgraph.execute({ query: '{ _service { sdl } }' }, scope));
  return data._service.sdl;
}

function compose(sdls: ReadonlyMap<string, string>): string {
  const services = [...sdls].map(([name, sdl]) => ({
    name,
    typeDefs: parse(sdl),
    url: `http://${name}`,
  }));
  const { supergraphSdl, errors } = composeServices(services);
  if (errors) throw new Error(errors.join('\n'));
  return supergraphSdl;
}

/** All that these tests know of the gateway. */
async function openEngine(supergraphSdl: string, subgraphs: readonly Subgraph[]) {
  const ports = subgraphs.map((subgraph) => localPort(subgraph, async () => true));
  const engine = await createReferenceEngine(
    supergraphSdl,
    new Map(ports.map((port) => [port.name, port])),
  );
  return {
    schema: engine.schema,
    async ask(query: string) {
      const prepared = prepare(engine.schema, query);
      const answer = await engine.execute({ prepared, variables: {}, scope });
      if (isDeferred(answer)) throw new Error('Nobody asked for an answer in parts.');
      return plain(readAnswer(answer));
    },
  };
}

/** @throws GraphQLError when the query is not valid. */
function prepare(schema: GraphQLSchema, query: string): PreparedOperation {
  const document = parse(query);
  const [error] = validate(schema, document);
  if (error) throw error;
  const definition = getOperationAST(document);
  if (!definition) throw new Error('There must be one operation.');
  return { key: query, document, definition, operationName: undefined };
}

/** As it is on the wire. */
function plain(result: ExecutionResult): Answer {
  return JSON.parse(JSON.stringify(result));
}
