import {
  type DocumentNode,
  GraphQLError,
  type GraphQLSchema,
  NoSchemaIntrospectionCustomRule,
  specifiedRules,
  validate,
} from 'graphql';
import { withoutSuggestions } from '../errors.ts';
import { admit } from './admit.ts';

const valid = new WeakMap<GraphQLSchema, WeakSet<DocumentNode>>();

/**
 * Admits an operation and checks it against the schema, once for each text.
 *
 * @throws GraphQLError GRAPHQL_VALIDATION_FAILED with the first thing that is wrong.
 */
export function validateOperation(
  schema: GraphQLSchema,
  source: string,
  introspection: boolean,
): DocumentNode {
  const document = admit(source);
  const known = valid.get(schema) ?? new WeakSet();
  valid.set(schema, known);
  if (known.has(document)) return document;
  const rules = introspection
    ? specifiedRules
    : [...specifiedRules, NoSchemaIntrospectionCustomRule];
  const [error] = validate(schema, document, rules, { maxErrors: 1 });
  if (error) throw asRefusal(error, introspection);
  known.add(document);
  return document;
}

/** Where introspection is off, a message must not suggest names either. */
function asRefusal(error: GraphQLError, introspection: boolean): GraphQLError {
  const message = introspection ? error.message : withoutSuggestions(error.message);
  return new GraphQLError(message, {
    nodes: error.nodes ?? null,
    extensions: { code: 'GRAPHQL_VALIDATION_FAILED' },
  });
}
