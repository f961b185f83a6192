import {
  type GraphQLOutputType,
  isAbstractType,
  isEnumType,
  isListType,
  isNonNullType,
  isObjectType,
} from 'graphql';

/**
 * What a field is in every subgraph that has it: never null if one says so, and of the types and enum values
 * that all of them know. Whoever is asked can then give the same answer.
 */
export type Shape =
  | { readonly kind: 'list'; readonly isNullable: boolean; readonly item: Shape }
  | { readonly kind: 'objects'; readonly isNullable: boolean; readonly names: readonly string[] }
  | { readonly kind: 'values'; readonly isNullable: boolean; readonly names: readonly string[] }
  | { readonly kind: 'scalar'; readonly isNullable: boolean; readonly name: string };

/** @param objectsOf - the object types that a composite type stands for. */
export function shapeOfType(
  type: GraphQLOutputType,
  objectsOf: (name: string) => readonly string[],
  isNullable = true,
): Shape {
  if (isNonNullType(type)) return shapeOfType(type.ofType, objectsOf, false);
  if (isListType(type)) {
    return { kind: 'list', isNullable, item: shapeOfType(type.ofType, objectsOf) };
  }
  if (isEnumType(type)) {
    return { kind: 'values', isNullable, names: type.getValues().map(({ name }) => name) };
  }
  if (isObjectType(type) || isAbstractType(type)) {
    return { kind: 'objects', isNullable, names: objectsOf(type.name) };
  }
  return { kind: 'scalar', isNullable, name: type.name };
}

/** What both say. */
export function meet(one: Shape, other: Shape): Shape {
  const isNullable = one.isNullable && other.isNullable;
  if (one.kind === 'list' && other.kind === 'list') {
    return { kind: 'list', isNullable, item: meet(one.item, other.item) };
  }
  if (
    (one.kind === 'objects' && other.kind === 'objects') ||
    (one.kind === 'values' && other.kind === 'values')
  ) {
    const names = one.names.filter((name) => other.names.includes(name));
    return { kind: one.kind, isNullable, names };
  }
  return { ...one, isNullable };
}
