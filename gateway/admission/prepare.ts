import type { GraphQLSchema } from 'graphql';
import { LRUCache } from 'lru-cache';
import type { PreparedOperation } from '../engine/engine.ts';
import { operationOf } from './admit.ts';
import { validateOperation } from './validate.ts';

/** Makes ready the operation of this name in this text. */
export type Prepare = (source: string, operationName: string | undefined) => PreparedOperation;

/** Operations that are kept; what is less often asked is read anew. */
const knownOperations = 2_000;

/**
 * Reads, measures and validates operations against one schema, each once for as long as it is remembered.
 *
 * @returns a function that throws GraphQLError GRAPHQL_PARSE_FAILED, OPERATION_TOO_LARGE,
 *   GRAPHQL_VALIDATION_FAILED or, when the document has no such operation, BAD_USER_INPUT.
 */
export function createPrepare(schema: GraphQLSchema, introspection: boolean): Prepare {
  const known = new LRUCache<string, PreparedOperation>({ max: knownOperations });

  return (source, operationName) => {
    const key = `${operationName ?? ''}\n${source}`;
    const found = known.get(key);
    if (found) return found;
    const document = validateOperation(schema, source, introspection);
    const definition = operationOf(document, operationName);
    const prepared = { key, document, definition, operationName };
    known.set(key, prepared);
    return prepared;
  };
}
