import { readdirSync, readFileSync } from 'node:fs';
import { composeServices } from '@apollo/composition';
import { type DocumentNode, parse } from 'graphql';

export const subgraphNames = ['control-plane', 'observability', 'studio'] as const;
export type SubgraphName = (typeof subgraphNames)[number];

/** Where a subgraph is reached when nothing else is configured; rover.yaml names the same. */
export const routingUrls: Readonly<Record<SubgraphName, string>> = {
  'control-plane': 'http://localhost:4003/graphql',
  observability: 'http://localhost:4002/graphql',
  studio: 'http://localhost:4001/graphql',
};

/** The hand-written schema of a subgraph: the common pieces, then one file for each bounded context. */
export function readSdl(subgraph: SubgraphName): string {
  const folder = new URL(`./${subgraph}/`, import.meta.url);
  const files = readdirSync(folder)
    .filter((file) => file.endsWith('.graphql'))
    .sort();
  const contexts = files.map((file) => readFileSync(new URL(file, folder), 'utf8'));
  return [readFileSync(new URL('./common.graphql', import.meta.url), 'utf8'), ...contexts].join(
    '\n',
  );
}

export function readDocument(subgraph: SubgraphName): DocumentNode {
  return parse(readSdl(subgraph));
}

/**
 * Composes the supergraph.
 *
 * @throws Error with every composition error, or with every hint: a hint is a disagreement between subgraphs.
 */
export function compose(): string {
  const services = subgraphNames.map((name) => ({
    name,
    typeDefs: readDocument(name),
    url: routingUrls[name],
  }));
  const { supergraphSdl, errors, hints } = composeServices(services);
  if (errors) throw new Error(['The subgraphs do not compose.', ...errors.map(String)].join('\n'));
  if (hints.length > 0)
    throw new Error(['The subgraphs disagree.', ...hints.map(String)].join('\n'));
  return supergraphSdl;
}
