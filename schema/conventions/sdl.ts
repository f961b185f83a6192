import {
  type ASTNode,
  type DocumentNode,
  type FieldDefinitionNode,
  type InputValueDefinitionNode,
  Kind,
  type TypeNode,
} from 'graphql';

/** A type's name, or an extension's, and its fields. */
export interface FieldOwner {
  readonly name: string;
  readonly fields: readonly FieldDefinitionNode[];
}

/** Objects and interfaces, their extensions apart. */
export function fieldOwners(document: DocumentNode): FieldOwner[] {
  return document.definitions.flatMap((node) =>
    node.kind === Kind.OBJECT_TYPE_DEFINITION ||
    node.kind === Kind.OBJECT_TYPE_EXTENSION ||
    node.kind === Kind.INTERFACE_TYPE_DEFINITION ||
    node.kind === Kind.INTERFACE_TYPE_EXTENSION
      ? [{ name: node.name.value, fields: node.fields ?? [] }]
      : [],
  );
}

/** The fields of an object and of its extensions. */
export function fieldsOf(document: DocumentNode, type: string): FieldDefinitionNode[] {
  return fieldOwners(document).flatMap(({ name, fields }) => (name === type ? fields : []));
}

export function inputFieldsOf(document: DocumentNode, type: string): InputValueDefinitionNode[] {
  return document.definitions.flatMap((node) =>
    node.kind === Kind.INPUT_OBJECT_TYPE_DEFINITION && node.name.value === type
      ? (node.fields ?? [])
      : [],
  );
}

export function hasDirective(node: ASTNode, name: string): boolean {
  return 'directives' in node && (node.directives ?? []).some((found) => found.name.value === name);
}

/** The type of the field or argument of this name: `[User!]!`; undefined when there is none. */
export function typeOf(
  parts: readonly (FieldDefinitionNode | InputValueDefinitionNode)[] | undefined,
  name: string,
): string | undefined {
  const part = parts?.find((found) => found.name.value === name);
  return part && printed(part.type);
}

/** A type as it is written: `[User!]!`. */
export function printed(type: TypeNode): string {
  if (type.kind === Kind.NON_NULL_TYPE) return `${printed(type.type)}!`;
  return type.kind === Kind.LIST_TYPE ? `[${printed(type.type)}]` : type.name.value;
}

/** What a list or a non-null type is made of. */
export function innermost(type: TypeNode): string {
  return type.kind === Kind.NAMED_TYPE ? type.name.value : innermost(type.type);
}
