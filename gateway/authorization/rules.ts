import {
  type ConstDirectiveNode,
  type DocumentNode,
  Kind,
  type TypeDefinitionNode,
  type TypeExtensionNode,
  valueFromASTUntyped,
} from 'graphql';
import { linkedName, linksIn } from '../supergraph/linked-names.ts';
import type { Alternatives, Requirement } from './requirement.ts';

/** What is required, by coordinate: of a type (`User`) or of a field (`User.email`). */
export type AccessRules = ReadonlyMap<string, readonly Requirement[]>;

/** The three directives with the features that define them. */
export const securityDirectives = ['authenticated', 'requiresScopes', 'policy'] as const;
type SecurityDirective = (typeof securityDirectives)[number];

/**
 * Reads `@authenticated`, `@requiresScopes` and `@policy` from a supergraph, by whatever names it links them.
 * They survive composition as directives of its fields, objects, interfaces, scalars and enums.
 */
export function readAccessRules(supergraph: DocumentNode): AccessRules {
  const links = linksIn(supergraph);
  const known = new Map(
    securityDirectives.map((directive) => [linkedName(links, directive, directive), directive]),
  );
  const rules = new Map<string, Requirement[]>();

  function read(coordinate: string, directives: readonly ConstDirectiveNode[] = []): void {
    for (const node of directives) {
      const directive = known.get(node.name.value);
      if (!directive) continue;
      rules.set(coordinate, [...(rules.get(coordinate) ?? []), requirementFrom(directive, node)]);
    }
  }

  for (const type of supergraph.definitions.filter(isType)) {
    const name = type.name.value;
    read(name, type.directives);
    if (!hasOutputFields(type)) continue;
    for (const field of type.fields ?? []) read(`${name}.${field.name.value}`, field.directives);
  }
  return rules;
}

type TypeNode = TypeDefinitionNode | TypeExtensionNode;

function isType(node: DocumentNode['definitions'][number]): node is TypeNode {
  return node.kind.endsWith('TypeDefinition') || node.kind.endsWith('TypeExtension');
}

function hasOutputFields(node: TypeNode) {
  return (
    node.kind === Kind.OBJECT_TYPE_DEFINITION ||
    node.kind === Kind.OBJECT_TYPE_EXTENSION ||
    node.kind === Kind.INTERFACE_TYPE_DEFINITION ||
    node.kind === Kind.INTERFACE_TYPE_EXTENSION
  );
}

function requirementFrom(directive: SecurityDirective, node: ConstDirectiveNode): Requirement {
  if (directive === 'authenticated') return { kind: 'authenticated' };
  return directive === 'policy'
    ? { kind: 'policies', anyOf: alternativesIn(node, 'policies') }
    : { kind: 'scopes', anyOf: alternativesIn(node, 'scopes') };
}

/** What cannot be read as lists of names is no alternative: it is met by nobody. */
function alternativesIn(node: ConstDirectiveNode, argument: string): Alternatives {
  const found = node.arguments?.find(({ name }) => name.value === argument);
  const value: unknown = found && valueFromASTUntyped(found.value);
  if (!Array.isArray(value)) return [];
  return value.map(namesIn).filter((all) => all !== null);
}

/** A list of one may be written without its brackets. */
function namesIn(value: unknown): readonly string[] | null {
  const all: readonly unknown[] = Array.isArray(value) ? value : [value];
  return all.every((name) => typeof name === 'string') ? all : null;
}
