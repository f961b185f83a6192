import {
  type FieldNode,
  type GraphQLCompositeType,
  type GraphQLSchema,
  getNamedType,
  isAbstractType,
  TypeInfo,
  visit,
  visitWithTypeInfo,
} from 'graphql';
import { fragmentsIn, fragmentsOf } from '../admission/fragments.ts';
import type { PreparedOperation } from '../engine/engine.ts';
import type { Requirement } from './requirement.ts';
import type { AccessRules } from './rules.ts';

/** What the fields of an operation require, each distinct requirement once. */
export interface Sites {
  readonly requirements: readonly Requirement[];
  /** Positions in `requirements`, of each field that requires anything. */
  readonly fields: ReadonlyMap<FieldNode, readonly number[]>;
}

/**
 * Finds what each selected field of an operation requires: what the field does and its type, and what both do in
 * every object type that can stand at its place. So nothing is read through an interface or a union that may not be
 * read through the type itself. Such a selection is refused when any of those types refuses it; whoever may read
 * some of them selects them by fragments.
 *
 * @param rules - with those that types inherit from their interfaces.
 */
export function findSites(
  schema: GraphQLSchema,
  rules: AccessRules,
  { document, definition }: PreparedOperation,
): Sites {
  const positions = new Map<string, number>();
  const requirements: Requirement[] = [];
  const fields = new Map<FieldNode, readonly number[]>();

  function positionOf(requirement: Requirement): number {
    const text = JSON.stringify(requirement);
    const known = positions.get(text);
    if (known !== undefined) return known;
    positions.set(text, requirements.length);
    return requirements.push(requirement) - 1;
  }

  const types = new TypeInfo(schema);
  const enter = (node: FieldNode) => {
    const parent = types.getParentType();
    const field = types.getFieldDef();
    if (!parent || !field) return;
    const coordinates =
      field.name === '__typename'
        ? [parent.name]
        : [
            ...reachable(schema, parent).flatMap(({ name }) => [name, `${name}.${field.name}`]),
            getNamedType(field.type).name,
          ];
    const found = [...new Set(coordinates)].flatMap((coordinate) => rules.get(coordinate) ?? []);
    if (found.length > 0) fields.set(node, [...new Set(found.map(positionOf))]);
  };
  const fragments = fragmentsOf(definition, fragmentsIn(document));
  for (const node of [definition, ...fragments.values()]) {
    visit(node, visitWithTypeInfo(types, { Field: { enter } }));
  }
  return { requirements, fields };
}

/** The type, and what can stand in its place. */
function reachable(
  schema: GraphQLSchema,
  type: GraphQLCompositeType,
): readonly GraphQLCompositeType[] {
  return isAbstractType(type) ? [type, ...schema.getPossibleTypes(type)] : [type];
}
