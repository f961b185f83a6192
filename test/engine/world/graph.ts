import { composeServices } from '@apollo/composition';
import { ROUTER_SUPPORTED_SUPERGRAPH_FEATURES, Supergraph } from '@apollo/federation-internals';
import { type DocumentNode, type GraphQLSchema, parse } from 'graphql';
import type { SubgraphPort } from '../../../gateway/fetch/port.ts';
import { lenient, serveMonolith } from './monolith.ts';
import { type Line, openPort } from './port.ts';
import { knowSubgraph, type Missing, serveSubgraph } from './subgraph.ts';
import { knownTypes } from './types.ts';
import { createWorld, type World, type WorldOptions } from './world.ts';

/** One graph, twice: in pieces behind ports, and whole. */
export interface TestGraph {
  readonly supergraphSdl: string;
  readonly world: World;
  readonly line: Line;
  readonly ports: ReadonlyMap<string, SubgraphPort>;
  /** What operations must fit: they may defer. */
  readonly clientSchema: GraphQLSchema;
  readonly monolith: GraphQLSchema;
  /** The monolith where everything may be null. */
  readonly lenient: GraphQLSchema;
  /** Entities that subgraphs lack, such as `reviews: Product#1`. */
  readonly missing: Set<string>;
}

/** The SDL of each subgraph by its name. */
export type SubgraphTexts = Readonly<Record<string, string>>;

const federation = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: [
  "@key", "@requires", "@provides", "@external", "@shareable", "@override", "@interfaceObject", "@inaccessible", "@tag"
])\n`;

/** Reads the SDL of a subgraph. Without a word on its version it is of federation 2; `# federation 1` says otherwise. */
export function readSubgraph(text: string): DocumentNode {
  const isOld = text.trimStart().startsWith('# federation 1');
  return parse(isOld || text.includes('@link(') ? text : federation + text);
}

export function buildGraph(texts: SubgraphTexts, options: WorldOptions = {}): TestGraph {
  const documents = Object.entries(texts).map(
    ([name, text]) => [name, readSubgraph(text)] as const,
  );
  return buildGraphOf(composed(documents), documents, options);
}

/** The same for a supergraph that is there already. */
export function buildGraphOf(
  supergraphSdl: string,
  documents: readonly (readonly [name: string, document: DocumentNode])[],
  options: WorldOptions,
): TestGraph {
  const subgraphs = documents.map(([name, document]) => knowSubgraph(name, document));
  const world = createWorld(knownTypes(subgraphs), options);
  const line: Line = { asked: [], onTheWay: (_asked, answer) => answer };
  const missing = new Set<string>();
  const isMissing: Missing = (subgraph, identity) => missing.has(`${subgraph}: ${identity}`);

  const ports = subgraphs.map((subgraph) => {
    const takenAway = (typename: string, field: string) =>
      subgraphs.some(
        ({ facts }) => facts.types.get(typename)?.fields.get(field)?.takenFrom === subgraph.name,
      );
    const schema = serveSubgraph(subgraph, world, takenAway, isMissing);
    return [subgraph.name, openPort(subgraph.name, schema, line)] as const;
  });
  const apiSchema = Supergraph.build(supergraphSdl, {
    supportedFeatures: ROUTER_SUPPORTED_SUPERGRAPH_FEATURES,
  })
    .apiSchema()
    .toGraphQLJSSchema({ includeDefer: true });
  return {
    supergraphSdl,
    world,
    line,
    ports: new Map(ports),
    clientSchema: apiSchema,
    monolith: serveMonolith(apiSchema, world),
    lenient: serveMonolith(lenient(apiSchema), world),
    missing,
  };
}

function composed(documents: readonly (readonly [string, DocumentNode])[]): string {
  const services = documents.map(([name, typeDefs]) => ({ name, typeDefs, url: `http://${name}` }));
  const { supergraphSdl, errors } = composeServices(services);
  if (errors) throw new Error(['The subgraphs do not compose.', ...errors.map(String)].join('\n'));
  return supergraphSdl;
}
