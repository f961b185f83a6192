import type { IncomingMessage } from 'node:http';
import { refusal } from '../../subgraphs/kernel/errors.ts';
import type { Asked } from '../pipeline.ts';
import { readJson } from './body.ts';

/**
 * The operation that a request's body asks for.
 *
 * @throws GraphQLError BAD_USER_INPUT when it is anything but one operation; OPERATION_TOO_LARGE.
 */
export async function readAsked(request: IncomingMessage): Promise<Asked> {
  return askedIn(await readJson(request));
}

/**
 * The operation in the body of a request, or in the payload of a message.
 *
 * @throws GraphQLError BAD_USER_INPUT when it is anything but one operation.
 */
export function askedIn(body: unknown): Asked {
  const { query, operationName, variables, extensions } = isMembers(body) ? body : {};
  const isOne = typeof query === 'string' && isGiven(operationName, isText);
  if (!isOne) {
    throw refusal('BAD_USER_INPUT', 'The body must be one operation: an object with its `query`.');
  }
  if (!isGiven(variables, isMembers) || !isGiven(extensions, isMembers)) {
    throw refusal('BAD_USER_INPUT', '`variables` and `extensions` must be objects.');
  }
  return { source: query, operationName: operationName ?? undefined, variables: variables ?? {} };
}

/** Whether an optional member is absent or what it must be. */
function isGiven<Value>(
  value: unknown,
  is: (value: unknown) => value is Value,
): value is Value | null | undefined {
  return value === undefined || value === null || is(value);
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}

/** Whether a value of JSON is an object. */
export function isMembers(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
