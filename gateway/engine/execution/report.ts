import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import { clientKey } from '../planning/client-names.ts';
import type { Run } from './run.ts';

/** Far more than a client is told. A cause brings its stack along, and a thousand stacks hold everybody else. */
const mostWithCause = 100;

type Path = readonly (string | number)[];

/** What a subgraph says went wrong: as JSON behind HTTP, as an error of graphql-js in this process. */
type SubgraphError = GraphQLError | GraphQLFormattedError;

/** Reports an error of a subgraph at a place of the answer, with the subgraph's own words and extensions. */
export function report(run: Run, subgraph: string, error: unknown, path: Path | undefined): void {
  const { message, extensions, originalError } = partsOf(error);
  const isTold = run.errors.length < mostWithCause;
  run.errors.push(
    new GraphQLError(message || `The ${subgraph} subgraph failed without a word.`, {
      path: path?.map(clientKey),
      originalError: isTold ? originalError : undefined,
      extensions: { code: 'DOWNSTREAM_SERVICE_ERROR', ...extensions, serviceName: subgraph },
    }),
  );
}

function partsOf(error: unknown) {
  const isOwn = error instanceof Error;
  // Whatever a port throws or a subgraph sends has at most these.
  const { message, extensions } = (error ?? {}) as Partial<SubgraphError>;
  return { message, extensions, originalError: isOwn ? error : undefined };
}
