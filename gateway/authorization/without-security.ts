import {
  type ASTNode,
  type DirectiveNode,
  type DocumentNode,
  Kind,
  parse,
  print,
  visit,
} from 'graphql';
import { linkedName, linksIn } from '../supergraph/linked-names.ts';
import { securityDirectives } from './rules.ts';

/**
 * A supergraph without `@authenticated`, `@requiresScopes` and `@policy`, their links and their definitions.
 *
 * Engines refuse a supergraph whose links say that they are for security, since they do not hold such rules:
 * the guard in front of them does. Any other link for security stays, and is refused.
 */
export function withoutSecurity(supergraphSdl: string): string {
  const document = parse(supergraphSdl, { noLocation: true });
  const links = linksIn(document).filter(({ feature }) =>
    securityDirectives.some((directive) => directive === feature),
  );
  const names = new Set(
    securityDirectives.map((directive) => linkedName(links, directive, directive)),
  );
  const dropped = new Set<DirectiveNode>(links.map(({ node }) => node));
  const prefixes = [...securityDirectives, ...links.map(({ prefix }) => prefix)];
  const imported = new Set(links.flatMap((link) => [...link.imported.values()]));
  if (!isAnyUsed(document, names) && links.length === 0) return supergraphSdl;

  function isDefinition(node: ASTNode): boolean {
    if (node.kind === Kind.DIRECTIVE_DEFINITION) return names.has(node.name.value);
    if (node.kind !== Kind.SCALAR_TYPE_DEFINITION) return false;
    const name = node.name.value;
    return imported.has(name) || prefixes.some((prefix) => name.startsWith(`${prefix}__`));
  }

  return print(
    visit(document, {
      Directive: (node) => (names.has(node.name.value) || dropped.has(node) ? null : undefined),
      DirectiveDefinition: (node) => (isDefinition(node) ? null : undefined),
      ScalarTypeDefinition: (node) => (isDefinition(node) ? null : undefined),
    }),
  );
}

function isAnyUsed(document: DocumentNode, names: ReadonlySet<string>): boolean {
  let isUsed = false;
  visit(document, {
    Directive({ name }) {
      isUsed ||= names.has(name.value);
    },
  });
  return isUsed;
}
