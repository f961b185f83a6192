import { GraphQLError, type GraphQLSchema, type OperationDefinitionNode } from 'graphql';
import { LRUCache } from 'lru-cache';
import type { PreparedOperation } from '../engine/engine.ts';
import { documentBytesOfCharacter, operationOf } from './admit.ts';
import { validateOperation } from './validate.ts';

/** What an operation was asked with, to ask for it again under another schema. */
export interface AskedText {
  readonly source: string;
  readonly operationName: string | undefined;
}

export interface Preparation<Prepared extends PreparedOperation> {
  /**
   * Makes ready the operation of this name in this text.
   *
   * @throws GraphQLError GRAPHQL_PARSE_FAILED, OPERATION_TOO_LARGE, GRAPHQL_VALIDATION_FAILED or, when the
   *   document has no such operation, BAD_USER_INPUT.
   */
  prepare(source: string, operationName: string | undefined): Prepared;
  /** What has been asked for most, the most frequent first. */
  mostAsked(limit: number): readonly AskedText[];
}

interface Known<Prepared> extends AskedText {
  readonly prepared: Prepared;
  timesAsked: number;
}

/** Operations that are kept, and their bytes; what is less often asked is read anew. */
const knownOperations = 2_000;
const knownBytes = 20 * 1024 * 1024;

/**
 * Measured as documents were: 12 to 55 bytes a character beside the document, which outlives its verdict here. What
 * is cut of it for those who may not have all shares what is left.
 */
const bytesOfCharacter = 2 * documentBytesOfCharacter;

/**
 * Reads, measures and validates operations against one schema, each once for as long as it is remembered.
 *
 * @param complete - adds to a prepared operation what its owner wants to find in it again.
 */
export function createPreparation<Prepared extends PreparedOperation>(
  schema: GraphQLSchema,
  introspection: boolean,
  complete: (prepared: PreparedOperation) => Prepared,
): Preparation<Prepared> {
  const known = new LRUCache<string, Known<Prepared>>({
    max: knownOperations,
    maxSize: knownBytes,
    sizeCalculation: (_, key) => key.length * bytesOfCharacter,
  });

  function read(key: string, source: string, operationName: string | undefined): Prepared {
    const document = validateOperation(schema, source, introspection);
    const definition = operationOf(document, operationName);
    assertFreeNames(definition);
    const prepared = complete({ key, document, definition, operationName });
    known.set(key, { source, operationName, prepared, timesAsked: 1 });
    return prepared;
  }

  return {
    prepare(source, operationName) {
      const key = keyOf(source, operationName);
      const found = known.get(key);
      if (!found) return read(key, source, operationName);
      found.timesAsked += 1;
      return found.prepared;
    },

    mostAsked: (limit) =>
      [...known.values()].sort((a, b) => b.timesAsked - a.timesAsked).slice(0, limit),
  };
}

/** The name as JSON, which has no line of its own: nobody can write a name that goes on as a text. */
function keyOf(source: string, operationName: string | undefined): string {
  return `${JSON.stringify(operationName ?? null)}\n${source}`;
}

/**
 * Plans hand entities to subgraphs in a variable of this name, beside the client's own.
 *
 * @throws GraphQLError GRAPHQL_VALIDATION_FAILED when the client has one of that name.
 */
function assertFreeNames({ variableDefinitions = [] }: OperationDefinitionNode): void {
  const taken = variableDefinitions.find(
    ({ variable }) => variable.name.value === 'representations',
  );
  if (!taken) return;
  throw new GraphQLError(
    'Call the variable $representations something else; federation needs that name.',
    {
      nodes: taken,
      extensions: { code: 'GRAPHQL_VALIDATION_FAILED' },
    },
  );
}
