import { type ASTNode, type DocumentNode, Kind } from 'graphql';
import { hasDirective } from './sdl.ts';

/**
 * An entity is described where it belongs. A subgraph that only adds to it, or refers to it, leaves the type
 * and its key without a description of its own.
 */
export function undescribed(document: DocumentNode): string[] {
  return document.definitions.flatMap((node) => {
    if (!('name' in node) || node.name === undefined) return [];
    const isForeign = hasDirective(node, 'key') && !isDescribed(node);
    const found = undescribedIn(node, node.name.value);
    return isForeign
      ? found.filter((path) => !foreignParts(node, node.name?.value ?? '').includes(path))
      : found;
  });
}

/** The type itself, its `id`, and what it needs from its owner. */
function foreignParts(node: ASTNode, name: string): string[] {
  const fields = 'fields' in node ? (node.fields ?? []) : [];
  const external = fields.filter((field) => hasDirective(field, 'external'));
  return [name, `${name}.id`, ...external.map((field) => `${name}.${field.name.value}`)].map(
    complaint,
  );
}

function undescribedIn(node: ASTNode, path: string): string[] {
  const parts = [
    ...('fields' in node ? (node.fields ?? []) : []),
    ...('arguments' in node ? (node.arguments ?? []) : []),
    ...('values' in node ? (node.values ?? []) : []),
  ].filter((part) => 'name' in part && describable.includes(part.kind));
  const inner = parts.flatMap((part) =>
    'name' in part ? undescribedIn(part, `${path}.${part.name.value}`) : [],
  );
  const isMissing = describable.includes(node.kind) && !isDescribed(node);
  return isMissing ? [complaint(path), ...inner] : inner;
}

function complaint(path: string): string {
  return `${path} has no description`;
}

function isDescribed(node: ASTNode): boolean {
  return 'description' in node && node.description !== undefined;
}

const describable: readonly string[] = [
  Kind.OBJECT_TYPE_DEFINITION,
  Kind.INTERFACE_TYPE_DEFINITION,
  Kind.UNION_TYPE_DEFINITION,
  Kind.ENUM_TYPE_DEFINITION,
  Kind.INPUT_OBJECT_TYPE_DEFINITION,
  Kind.SCALAR_TYPE_DEFINITION,
  Kind.FIELD_DEFINITION,
  Kind.INPUT_VALUE_DEFINITION,
  Kind.ENUM_VALUE_DEFINITION,
];
