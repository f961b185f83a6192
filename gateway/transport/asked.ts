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
  const asked = askedIn(await readJson(request));
  return request.headers['x-include-cost'] === 'true' ? { ...asked, wantsCost: true } : asked;
}

/**
 * The operation that a body or a message asks for: by its text (`query`), by the id of a registered one
 * (`documentId`), or by the hash of a text that was sent before (`extensions.persistedQuery`).
 *
 * @throws GraphQLError BAD_USER_INPUT when it is anything but one operation.
 */
export function askedIn(message: unknown): Asked {
  const members = isMembers(message) ? message : {};
  const { query, operationName, variables, extensions } = members;
  if (!isGiven(variables, isMembers) || !isGiven(extensions, isMembers)) {
    throw refusal('BAD_USER_INPUT', '`variables` and `extensions` must be objects.');
  }
  const documentId = members['documentId'] ?? extensions?.['documentId'];
  const sha256Hash = hashIn(extensions?.['persistedQuery']);
  const isNamed = isText(query) || documentId || sha256Hash;
  const isOne = isGiven(query, isText) && isGiven(documentId, isText) && isNamed;
  if (!isOne || !isGiven(operationName, isText)) {
    throw refusal('BAD_USER_INPUT', 'The body must be one operation: an object with its `query`.');
  }
  return {
    source: query ?? '',
    operationName: operationName ?? undefined,
    variables: variables ?? {},
    ...(documentId ? { documentId } : {}),
    ...(sha256Hash ? { sha256Hash } : {}),
    ...(extensions?.['includeCost'] === true ? { wantsCost: true } : {}),
  };
}

const hashForm = /^[0-9a-f]{64}$/;

/** @throws GraphQLError BAD_USER_INPUT when it is no hash of the one version there is. */
function hashIn(persistedQuery: unknown): string | undefined {
  if (persistedQuery === undefined || persistedQuery === null) return undefined;
  const { version, sha256Hash } = isMembers(persistedQuery) ? persistedQuery : {};
  if (version === 1 && isText(sha256Hash) && hashForm.test(sha256Hash)) return sha256Hash;
  throw refusal('BAD_USER_INPUT', '`persistedQuery` must hold version 1 and a sha256Hash in hex.');
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
