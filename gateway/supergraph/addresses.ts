import {
  type ConstDirectiveNode,
  type EnumTypeDefinitionNode,
  Kind,
  parse,
  valueFromASTUntyped,
} from 'graphql';

/** A subgraph as the supergraph names it. */
export interface SubgraphAddress {
  readonly name: string;
  readonly url: string;
}

/**
 * The subgraphs of a supergraph: `enum join__Graph { STUDIO @join__graph(name: "studio", url: "http://…") }`.
 *
 * @throws Error, a sentence for whoever starts it, when the text is no supergraph.
 */
export function subgraphAddresses(supergraphSdl: string): readonly SubgraphAddress[] {
  const graphs = definitionsIn(supergraphSdl).find(
    (definition): definition is EnumTypeDefinitionNode =>
      definition.kind === Kind.ENUM_TYPE_DEFINITION && definition.name.value === 'join__Graph',
  );
  const addresses = (graphs?.values ?? []).flatMap(({ directives = [] }) =>
    directives.filter(({ name }) => name.value === 'join__graph').map(addressOf),
  );
  if (addresses.length > 0) return addresses;
  throw new Error('It is no supergraph: it names no subgraphs by @join__graph.');
}

function definitionsIn(supergraphSdl: string) {
  try {
    return parse(supergraphSdl, { noLocation: true }).definitions;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`It is no supergraph: ${reason}`);
  }
}

function addressOf({ arguments: given = [] }: ConstDirectiveNode): SubgraphAddress {
  const values = new Map(
    given.map(({ name, value }) => [name.value, valueFromASTUntyped(value)] as const),
  );
  return { name: String(values.get('name')), url: String(values.get('url') ?? '') };
}
