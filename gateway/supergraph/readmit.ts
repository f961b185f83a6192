import { GraphQLError, print, stripIgnoredCharacters } from 'graphql';
import { asGraphQLError } from '../errors.ts';
import type { Admitted, Generation } from './generation.ts';

/**
 * The operation as another supergraph admits it: what goes on for long may outlive the one it was admitted under.
 *
 * @throws GraphQLError with the code of the refusal when it is not valid there.
 */
export function readmitted(prepared: Admitted, current: Generation): Admitted {
  if (prepared.generation === current) return prepared;
  try {
    const source = stripIgnoredCharacters(print(prepared.document));
    return current.prepare(source, prepared.operationName);
  } catch (error) {
    const { message, extensions } = asGraphQLError(error);
    throw new GraphQLError(`Another schema is served, which refuses this operation: ${message}`, {
      extensions,
    });
  }
}
