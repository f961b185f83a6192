import {
  type ASTNode,
  type GraphQLSchema,
  Kind,
  OverlappingFieldsCanBeMergedRule,
  parse,
  print,
  validate,
  visit,
} from 'graphql';

const roundsAtMost = 50;

/** The same operation, in which fields that cannot stand under one name got names of their own. */
export function withoutConflicts(schema: GraphQLSchema, text: string): string {
  let document = parse(text, { noLocation: true });
  let names = 0;
  for (let round = 0; round < roundsAtMost; round += 1) {
    const [error] = validate(schema, document, [OverlappingFieldsCanBeMergedRule]);
    if (!error) return print(document);
    // The first of them keeps its name.
    const [, ...others] = error.nodes ?? [];
    const renamed = new Set<ASTNode>(others);
    document = visit(document, {
      Field(node) {
        if (!renamed.has(node)) return undefined;
        names += 1;
        return { ...node, alias: { kind: Kind.NAME, value: `x${names}` } };
      },
    });
  }
  throw new Error(`The conflicts do not end:\n${text}`);
}
