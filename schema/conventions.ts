import {
  type ASTNode,
  type DocumentNode,
  Kind,
  type NamedTypeNode,
  type TypeNode,
  visit,
} from 'graphql';

/** Where the SDL departs from our conventions, a line each; none when all is well. */
export function departures(document: DocumentNode): string[] {
  return [...undescribed(document), ...oddMutations(document), ...oddLists(document)];
}

/**
 * An entity is described where it belongs. A subgraph that only adds to it, or refers to it, leaves the type
 * and its key without a description of its own.
 */
function undescribed(document: DocumentNode): string[] {
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

function hasDirective(node: ASTNode, name: string): boolean {
  return 'directives' in node && (node.directives ?? []).some((found) => found.name.value === name);
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

/** A mutation takes one `input` of its own, with an idempotency key, and returns a payload of its own. */
function oddMutations(document: DocumentNode): string[] {
  return fieldsOf(document, 'Mutation').flatMap((field) => {
    const name = field.name.value;
    const type = `${name[0]?.toUpperCase()}${name.slice(1)}`;
    const [input, ...others] = field.arguments ?? [];
    const isOurs = input?.name.value === 'input' && printed(input.type) === `${type}Input!`;
    return [
      ...(isOurs && others.length === 0
        ? []
        : [`${name} must take exactly one input: ${type}Input!`]),
      ...(printed(field.type) === `${type}Payload!` ? [] : [`${name} must return ${type}Payload!`]),
      ...(hasInputField(document, `${type}Input`, 'idempotencyKey')
        ? []
        : [`${type}Input has no idempotencyKey`]),
    ];
  });
}

/** What ends in Connection has edges, nodes and pageInfo; whatever pages takes `first` and `after`. */
function oddLists(document: DocumentNode): string[] {
  const found: string[] = [];
  visit(document, {
    FieldDefinition(field) {
      const args = new Set((field.arguments ?? []).map(({ name }) => name.value));
      const pages = nameOf(field.type).endsWith('Connection');
      if (pages && !(args.has('first') && args.has('after'))) {
        found.push(`${field.name.value} pages without first and after`);
      }
    },
    ObjectTypeDefinition({ name, fields }) {
      if (!name.value.endsWith('Connection')) return;
      const present = new Set((fields ?? []).map((field) => field.name.value));
      for (const wanted of ['edges', 'nodes', 'pageInfo']) {
        if (!present.has(wanted)) found.push(`${name.value} has no ${wanted}`);
      }
    },
  });
  return found;
}

function fieldsOf(document: DocumentNode, type: string) {
  return document.definitions.flatMap((node) =>
    (node.kind === Kind.OBJECT_TYPE_EXTENSION || node.kind === Kind.OBJECT_TYPE_DEFINITION) &&
    node.name.value === type
      ? (node.fields ?? [])
      : [],
  );
}

function hasInputField(document: DocumentNode, type: string, field: string): boolean {
  return document.definitions.some(
    (node) =>
      node.kind === Kind.INPUT_OBJECT_TYPE_DEFINITION &&
      node.name.value === type &&
      (node.fields ?? []).some(({ name }) => name.value === field),
  );
}

function printed(type: TypeNode): string {
  if (type.kind === Kind.NON_NULL_TYPE) return `${printed(type.type)}!`;
  return type.kind === Kind.LIST_TYPE ? `[${printed(type.type)}]` : type.name.value;
}

function nameOf(type: TypeNode): string {
  let inner: TypeNode = type;
  while (inner.kind !== Kind.NAMED_TYPE) inner = inner.type;
  return (inner satisfies NamedTypeNode).name.value;
}
