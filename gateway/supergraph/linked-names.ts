import { type DirectiveNode, type DocumentNode, Kind, valueFromASTUntyped } from 'graphql';

/** A feature that a supergraph links: `https://specs.apollo.dev/cost/v0.1` is the feature `cost`. */
const featureForm = /^https:\/\/specs\.apollo\.dev\/(\w+)\/v\d+\.\d+$/;

/** A `@link` of a supergraph, as it was written. */
export interface Link {
  readonly feature: string;
  readonly node: DirectiveNode;
  /** The name that leads those elements which were not imported. */
  readonly prefix: string;
  /** Imported elements by their name in the feature. */
  readonly imported: ReadonlyMap<string, string>;
}

/** The links of a supergraph to features of federation; other links say nothing to us. */
export function linksIn(supergraph: DocumentNode): readonly Link[] {
  return supergraph.definitions
    .filter(({ kind }) => kind === Kind.SCHEMA_DEFINITION || kind === Kind.SCHEMA_EXTENSION)
    .flatMap((node) => ('directives' in node ? (node.directives ?? []) : []))
    .filter(({ name }) => name.value === 'link')
    .flatMap((node) => linkFrom(node));
}

/**
 * The name by which the supergraph calls a directive of a feature: renamed by `@link(as:, import:)` or not.
 * Without a link it is the feature's own, so that a rule cannot be lost with its link.
 */
export function linkedName(links: readonly Link[], feature: string, directive: string): string {
  const link = links.find((candidate) => candidate.feature === feature);
  if (!link) return directive;
  const { imported, prefix } = link;
  const bare = directive === feature ? prefix : `${prefix}__${directive}`;
  return imported.get(`@${directive}`)?.slice(1) ?? bare;
}

function linkFrom(node: DirectiveNode): Link[] {
  const values = new Map(
    (node.arguments ?? []).map(({ name, value }) => [name.value, valueFromASTUntyped(value)]),
  );
  const [, feature] = featureForm.exec(String(values.get('url'))) ?? [];
  if (feature === undefined) return [];
  const prefix = values.get('as');
  const imports: unknown = values.get('import');
  return [
    {
      feature,
      node,
      prefix: typeof prefix === 'string' ? prefix : feature,
      imported: new Map((Array.isArray(imports) ? imports : []).flatMap(importFrom)),
    },
  ];
}

/** `"@cost"` or `{ name: "@cost", as: "@price" }`. */
function importFrom(element: unknown): [string, string][] {
  if (typeof element === 'string') return [[element, element]];
  if (typeof element !== 'object' || element === null || !('name' in element)) return [];
  const name = String(element.name);
  return [[name, 'as' in element && typeof element.as === 'string' ? element.as : name]];
}
