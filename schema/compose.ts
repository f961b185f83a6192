import { readdirSync, readFileSync } from 'node:fs';
import { composeServices } from '@apollo/composition';
import { type ServiceDefinition, Supergraph } from '@apollo/federation-internals';
import { type DocumentNode, parse } from 'graphql';
import { shareableCycles } from './shareable-cycles.ts';

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
 * @throws Error as `composeStrictly` does.
 */
export function compose(): string {
  return composeStrictly(
    subgraphNames.map((name) => ({
      name,
      typeDefs: readDocument(name),
      url: routingUrls[name],
    })),
  );
}

/**
 * Composes any subgraphs.
 *
 * @throws Error with every composition error, with every hint (a hint is a disagreement between subgraphs), or
 *   with every cycle of `@shareable` fields.
 */
export function composeStrictly(services: readonly ServiceDefinition[]): string {
  const { schema, supergraphSdl, errors, hints } = composeServices([...services]);
  if (errors) throw refusal('The subgraphs do not compose.', errors);
  const disagreements = hints.filter(({ definition }) => !isMove.has(definition.code));
  if (disagreements.length > 0) throw refusal('The subgraphs disagree.', disagreements);
  // Whatever it asks of a gateway, here it is only read.
  const cycles = shareableCycles(new Supergraph(schema, null));
  if (cycles.length > 0) throw refusal('Recursive @shareable fields are refused.', cycles);
  return supergraphSdl;
}

/** A field moves by `@override`: for one release both subgraphs have it, until no gateway asks the old one. */
const isMove: ReadonlySet<string> = new Set([
  'OVERRIDDEN_FIELD_CAN_BE_REMOVED',
  'OVERRIDE_MIGRATION_IN_PROGRESS',
]);

function refusal(summary: string, reasons: readonly unknown[]): Error {
  return new Error([summary, ...reasons.map(String)].join('\n'));
}
