import { composeServices } from '@apollo/composition';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { type GraphQLSchema, parse } from 'graphql';
import type { BenchGraph } from './bench-graph.ts';
import { publicGraph } from './public-graph.ts';
import { queueGraph } from './queue-graph.ts';

export const graphs = { public: publicGraph, queue: queueGraph } satisfies Record<
  string,
  BenchGraph
>;
export type GraphName = keyof typeof graphs;

export function isGraphName(value: unknown): value is GraphName {
  return typeof value === 'string' && Object.hasOwn(graphs, value);
}

/** The executable schema of each subgraph. */
export function schemasOf(graph: BenchGraph): ReadonlyMap<string, GraphQLSchema> {
  return new Map(
    Object.entries(graph.subgraphs).map(([name, { sdl, resolvers }]) => [
      name,
      // The resolvers are written to fit their SDL; the library asks for a looser shape.
      buildSubgraphSchema([{ typeDefs: parse(sdl), resolvers: resolvers as never }]),
    ]),
  );
}

/**
 * The supergraph, its subgraphs behind one server: `http://127.0.0.1:4200/public/accounts`.
 *
 * @throws Error with every composition error.
 */
export function supergraphOf(name: GraphName, origin: string): string {
  const services = Object.entries(graphs[name].subgraphs).map(([subgraph, { sdl }]) => ({
    name: subgraph,
    url: `${origin}/${name}/${subgraph}`,
    typeDefs: parse(sdl),
  }));
  const { supergraphSdl, errors } = composeServices(services);
  if (errors) throw new Error(errors.join('\n'));
  return supergraphSdl;
}

/** The same supergraph, each of its subgraphs at an address of its own, as ours are. */
export function ownSupergraphOf(name: GraphName, port: number): string {
  const subgraphs = Object.keys(graphs[name].subgraphs);
  return subgraphs.reduce(
    (sdl, subgraph, index) =>
      sdl.replace(
        `http://127.0.0.1:${port}/${name}/${subgraph}`,
        `http://127.0.0.1:${port + 1 + index}/graphql`,
      ),
    supergraphOf(name, `http://127.0.0.1:${port}`),
  );
}
