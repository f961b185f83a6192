import {
  type DocumentNode,
  GraphQLError,
  type GraphQLSchema,
  NoSchemaIntrospectionCustomRule,
  specifiedRules,
  type ValidationRule,
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
  const error = firstFault(schema, document, rules);
  if (error) throw asRefusal(error, introspection);
  known.add(document);
  return document;
}

/** A rule may throw what it should have told: that of subscriptions does where their conditions are wrong. */
function firstFault(
  schema: GraphQLSchema,
  document: DocumentNode,
  rules: readonly ValidationRule[],
): GraphQLError | undefined {
  try {
    return validate(schema, document, rules, { maxErrors: 1 })[0];
  } catch (error) {
    if (error instanceof GraphQLError) return error;
    throw error;
  }
}

/** Where introspection is off, a message must not suggest names either. */
function asRefusal(error: GraphQLError, introspection: boolean): GraphQLError {
  const message = introspection ? error.message : withoutSuggestions(error.message);
  return new GraphQLError(message, {
    nodes: error.nodes ?? null,
    extensions: { code: 'GRAPHQL_VALIDATION_FAILED' },
  });
}
