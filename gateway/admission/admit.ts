import {
  type DocumentNode,
  GraphQLError,
  getOperationAST,
  type OperationDefinitionNode,
  parse,
} from 'graphql';
import { LRUCache } from 'lru-cache';
import { refusal } from '../../subgraphs/kernel/errors.ts';
import { assertWithinLimits, sourceLimits } from './limits.ts';

/** Measured over 400 random queries on our own supergraph with Node 20: a document takes 41 to 47 bytes a character. */
export const documentBytesOfCharacter = 50;

const verdicts = new LRUCache<string, DocumentNode | GraphQLError>({
  max: 1_000,
  maxSize: 10 * 1024 * 1024,
  // The least of it is the verdict itself.
  sizeCalculation: (_, source) => 1_000 + source.length * documentBytesOfCharacter,
});

/**
 * Reads the text of an operation and refuses it when it is malformed or too large. The same on every
 * transport, before validation and planning; the verdict on a text is kept.
 *
 * @throws GraphQLError GRAPHQL_PARSE_FAILED or OPERATION_TOO_LARGE.
 */
export function admit(source: string): DocumentNode {
  if (source.length > sourceLimits.characters) {
    throw refusal(
      'OPERATION_TOO_LARGE',
      `The text of this operation exceeds ${sourceLimits.characters} characters.`,
    );
  }
  const verdict = verdicts.get(source) ?? judge(source);
  verdicts.set(source, verdict);
  if (verdict instanceof GraphQLError) throw verdict;
  return verdict;
}

/**
 * The operation that is meant: the one of this name, or the only one.
 *
 * @throws GraphQLError BAD_USER_INPUT when there is none such.
 */
export function operationOf(
  document: DocumentNode,
  operationName: string | undefined,
): OperationDefinitionNode {
  const found = getOperationAST(document, operationName);
  if (found) return found;
  throw refusal('BAD_USER_INPUT', 'Name one of the operations of this document.');
}

function judge(source: string): DocumentNode | GraphQLError {
  try {
    const document = parse(source, { maxTokens: sourceLimits.tokens });
    assertWithinLimits(document);
    return document;
  } catch (error) {
    return error instanceof GraphQLError
      ? asRefusal(error)
      : refusal('OPERATION_TOO_LARGE', 'It is nested too deeply to be read.');
  }
}

/** All that graphql-js tells by; a test holds it. */
const beyondTokens = /more tha[nt] \d+ tokens/;

function asRefusal(error: GraphQLError): GraphQLError {
  if (error.extensions['code'] !== undefined) return error;
  const code = beyondTokens.test(error.message) ? 'OPERATION_TOO_LARGE' : 'GRAPHQL_PARSE_FAILED';
  const { source, positions } = error;
  return new GraphQLError(error.message, { source, positions, extensions: { code } });
}
