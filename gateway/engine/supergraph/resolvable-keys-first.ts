import {
  type ConstDirectiveNode,
  type DocumentNode,
  type InterfaceTypeDefinitionNode,
  Kind,
  type ObjectTypeDefinitionNode,
  visit,
} from 'graphql';
import { argumentOf, textOf } from '../directive-arguments.ts';

/**
 * Puts the keys by which a subgraph resolves a type before those by which it only names it.
 *
 * The planner, when it comes back to a subgraph for what another one required, takes the first key of the type
 * there and does not look whether it is `resolvable`.
 */
export function resolvableKeysFirst(supergraph: DocumentNode): DocumentNode {
  return visit(supergraph, { ObjectTypeDefinition: reordered, InterfaceTypeDefinition: reordered });
}

type TypeNode = ObjectTypeDefinitionNode | InterfaceTypeDefinitionNode;

/** Each place keeps its subgraph, so that nothing but the order of keys within one subgraph changes. */
function reordered(type: TypeNode): TypeNode {
  const joins = (type.directives ?? []).filter(isJoin);
  const taken = new Set<ConstDirectiveNode>();
  const nextOf = (graph: string | undefined) => {
    const left = joins.filter((join) => textOf(join, 'graph') === graph && !taken.has(join));
    const next = left.find(isResolvable) ?? left[0];
    if (next) taken.add(next);
    return next;
  };
  const directives = (type.directives ?? []).map((directive) =>
    isJoin(directive) ? (nextOf(textOf(directive, 'graph')) ?? directive) : directive,
  );
  return { ...type, directives };
}

function isJoin(directive: ConstDirectiveNode): boolean {
  return directive.name.value === 'join__type';
}

function isResolvable(join: ConstDirectiveNode): boolean {
  const resolvable = argumentOf(join, 'resolvable');
  return resolvable?.kind !== Kind.BOOLEAN || resolvable.value;
}
