import { readFileSync } from 'node:fs';
import { readDocument, subgraphNames } from '../../schema/compose.ts';
import { buildGraphOf, type TestGraph } from './world/graph.ts';

/** Our own supergraph as it is published, over subgraphs that make everything up. */
export function buildFactoryGraph(): TestGraph {
  const supergraphSdl = readFileSync('schema/published/supergraph.graphql', 'utf8');
  const documents = subgraphNames.map((name) => [name, readDocument(name)] as const);
  return buildGraphOf(supergraphSdl, documents, {});
}
