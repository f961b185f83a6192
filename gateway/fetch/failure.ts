import { GraphQLError } from 'graphql';

/** How a fetch can fail before there is an answer. */
interface FailureRule {
  /** What clients are told of it. */
  readonly sentence: (subgraph: string) => string;
  /** Whether it tells something about the health of the subgraph. */
  readonly isItsFault: boolean;
  /** What may be asked a second time after it. */
  readonly repeatable: 'everything' | 'queries' | 'nothing';
}

const unreachable = (name: string) => `The ${name} subgraph cannot be reached at the moment.`;
const tooLate = (name: string) => `The ${name} subgraph did not answer in time.`;

const rules = {
  /** No connection came about, so nothing was sent. */
  unopened: { sentence: unreachable, isItsFault: true, repeatable: 'everything' },
  /** The connection ended under the request, of which we cannot know how far it went. */
  lost: { sentence: unreachable, isItsFault: true, repeatable: 'queries' },
  /** It answered, but with no GraphQL answer: an error page of whatever stands before it, broken JSON. */
  garbled: { sentence: unreachable, isItsFault: true, repeatable: 'queries' },
  /** It has turned this request away, and may well answer the next: 4xx without a GraphQL answer. */
  rejected: { sentence: unreachable, isItsFault: false, repeatable: 'nothing' },
  /** It took longer than a subgraph may. Asking again would burden what is burdened already. */
  late: { sentence: tooLate, isItsFault: true, repeatable: 'nothing' },
  /** The request's own deadline came first. */
  overdue: { sentence: tooLate, isItsFault: false, repeatable: 'nothing' },
  oversized: {
    sentence: (name) => `The answer of the ${name} subgraph is too large; ask for less at once.`,
    isItsFault: false,
    repeatable: 'nothing',
  },
  /** It has failed so often that it is left alone for a while. */
  resting: { sentence: unreachable, isItsFault: false, repeatable: 'nothing' },
  /** Nobody waits for the answer any more. */
  abandoned: { sentence: unreachable, isItsFault: false, repeatable: 'nothing' },
} as const satisfies Record<string, FailureRule>;

export type FailureKind = keyof typeof rules;

/** A subgraph that has not answered: for clients SUBGRAPH_UNAVAILABLE, with a sentence that names it. */
export class SubgraphFailure extends GraphQLError {
  override readonly name = 'SubgraphFailure';
  readonly kind: FailureKind;

  constructor(subgraph: string, kind: FailureKind, cause?: unknown) {
    super(rules[kind].sentence(subgraph), {
      extensions: { code: 'SUBGRAPH_UNAVAILABLE' },
      originalError: cause instanceof Error ? cause : null,
    });
    this.kind = kind;
  }
}

export function isItsFault({ kind }: SubgraphFailure): boolean {
  return rules[kind].isItsFault;
}

export function isRepeatable({ kind }: SubgraphFailure, isMutation: boolean): boolean {
  const { repeatable } = rules[kind];
  return repeatable === 'everything' || (repeatable === 'queries' && !isMutation);
}

/** Codes of Node and of undici, where they say more than that the connection was lost. */
const kindsByCode: ReadonlyMap<unknown, FailureKind> = new Map<string, FailureKind>([
  ['ECONNREFUSED', 'unopened'],
  ['ENOTFOUND', 'unopened'],
  ['EAI_AGAIN', 'unopened'],
  ['EHOSTUNREACH', 'unopened'],
  ['ENETUNREACH', 'unopened'],
  ['UND_ERR_CONNECT_TIMEOUT', 'unopened'],
  ['UND_ERR_HEADERS_TIMEOUT', 'late'],
  ['UND_ERR_BODY_TIMEOUT', 'late'],
  ['UND_ERR_RES_EXCEEDED_MAX_SIZE', 'oversized'],
  ['UND_ERR_ABORTED', 'abandoned'],
  ['ABORT_ERR', 'abandoned'],
]);

/** What a status tells that came without a GraphQL answer; 408 and 429 tell of the subgraph, not of the request. */
export function kindOfStatus(status: number): FailureKind {
  const isRejection = status >= 400 && status < 500 && status !== 408 && status !== 429;
  return isRejection ? 'rejected' : 'garbled';
}

/** What a connection threw, as the failure it is. */
export function failureOf(subgraph: string, error: unknown): SubgraphFailure {
  if (error instanceof SubgraphFailure) return error;
  if (error instanceof SyntaxError) return new SubgraphFailure(subgraph, 'garbled', error);
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return new SubgraphFailure(subgraph, kindsByCode.get(code) ?? 'lost', error);
}
