import {
  type FieldNode,
  type GraphQLNamedType,
  type GraphQLSchema,
  getNamedType,
  isAbstractType,
  isCompositeType,
  isInterfaceType,
  isObjectType,
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
 * Finds what each selected field of an operation requires.
 *
 * A rule holds however its element is reached. A field selected on an interface or a union requires what it
 * does in every object type that can stand there, and each object type what its interfaces require: nothing is
 * read through an interface that may not be read through the type, nor the other way round. Such a selection is
 * therefore refused when any of those types refuses it; whoever may read some of them selects them by fragments.
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
        ? withInterfaces(parent).map(({ name }) => name)
        : [
            ...reachable(schema, parent).flatMap(({ name }) => [name, `${name}.${field.name}`]),
            ...withInterfaces(getNamedType(field.type)).map(({ name }) => name),
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

/** The type, what can stand in its place, and the interfaces of all of those. */
function reachable(schema: GraphQLSchema, type: GraphQLNamedType): readonly GraphQLNamedType[] {
  const possible = isAbstractType(type) ? schema.getPossibleTypes(type) : [];
  return [...new Set([type, ...possible].flatMap(withInterfaces))];
}

function withInterfaces(type: GraphQLNamedType): readonly GraphQLNamedType[] {
  const hasInterfaces = isCompositeType(type) && (isObjectType(type) || isInterfaceType(type));
  return hasInterfaces ? [type, ...type.getInterfaces()] : [type];
}
