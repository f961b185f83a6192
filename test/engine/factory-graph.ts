import { readFileSync } from 'node:fs';
import { withoutSecurity } from '../../gateway/authorization/without-security.ts';
import { readDocument, subgraphNames } from '../../schema/compose.ts';
import { buildGraphOf, type TestGraph } from './world/graph.ts';

/** Our own supergraph as it is published, over subgraphs that make everything up. */
export function buildFactoryGraph(): TestGraph {
  // As the gateway hands it to its engines: what the rules of access ask is held in front of them.
  const supergraphSdl = withoutSecurity(
    readFileSync('schema/published/supergraph.graphql', 'utf8'),
  );
  const documents = subgraphNames.map((name) => [name, readDocument(name)] as const);
  return buildGraphOf(supergraphSdl, documents, {});
}
