import { type ExecutionResult, GraphQLError } from 'graphql';
import { expose } from '../../errors.ts';
import { kindOfStatus, SubgraphFailure } from '../failure.ts';

/** Of whom an answer is, and how much of its errors clients may see. */
export interface Answering {
  readonly name: string;
  /** Whether clients see the messages as the subgraph wrote them: only where somebody develops. */
  readonly exposesErrors: boolean;
}

type Members = Readonly<Record<string, unknown>>;

/**
 * The GraphQL answer that a text holds, whatever status or content-type it came with.
 *
 * @param status - says what it means when there is none.
 * @throws SubgraphFailure when it holds none.
 */
export function readAnswerText(
  answering: Answering,
  text: string,
  status: number,
): ExecutionResult {
  try {
    return readAnswerValue(answering, JSON.parse(text));
  } catch (error) {
    throw new SubgraphFailure(answering.name, kindOfStatus(status), error);
  }
}

/** @throws SubgraphFailure when the value is no GraphQL answer. */
export function readAnswerValue(answering: Answering, value: unknown): ExecutionResult {
  if (!isMembers(value)) throw new SubgraphFailure(answering.name, 'garbled');
  const { data, errors } = value;
  const hasErrors = Array.isArray(errors) && errors.length > 0;
  if (!hasErrors && !isMembers(data)) throw new SubgraphFailure(answering.name, 'garbled');
  return {
    ...(data === undefined ? {} : { data: isMembers(data) ? data : null }),
    ...(hasErrors ? { errors: readErrors(answering, errors) } : {}),
  };
}

/** Errors of one answer that are read: a client is told ten, and thousands would hold the loop for seconds. */
const mostErrors = 100;

function readErrors(answering: Answering, errors: readonly unknown[]): readonly GraphQLError[] {
  return errors.slice(0, mostErrors).map((error) => readError(answering, error));
}

/** Its locations would point into a text that the client has never seen. */
export function readError({ exposesErrors }: Answering, error: unknown): GraphQLError {
  const { message, path, extensions } = isMembers(error) ? error : {};
  const code = isMembers(extensions) ? extensions['code'] : undefined;
  const told = new GraphQLError(typeof message === 'string' ? message : 'An error of a subgraph.', {
    path: Array.isArray(path) ? path.filter(isPathPart) : null,
    extensions: typeof code === 'string' ? { code } : {},
  });
  return exposesErrors ? expose(told) : told;
}

function isMembers(value: unknown): value is Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isPathPart(part: unknown): part is string | number {
  return typeof part === 'string' || typeof part === 'number';
}
