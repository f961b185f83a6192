import type { DocumentNode, ExecutionResult, GraphQLSchema } from 'graphql';
import { mapStream, type Stream } from '../../subgraphs/kernel/stream.ts';
import { coerceVariables } from '../admission/variables.ts';
import {
  type Answer,
  type DeferredAnswer,
  type Engine,
  isDeferred,
  type Operation,
  type PreparedOperation,
  readAnswer,
} from '../engine/engine.ts';
import { type AsAsked, completeAnswer } from './complete.ts';
import { type Denied, type Guard, guardOperation } from './guard.ts';
import { withInherited } from './inherited.ts';
import type { Policies } from './policies.ts';
import { readAccessRules } from './rules.ts';

/** What becomes of an operation with fields that its caller may not have. */
export const unauthorizedFieldsModes = ['cut', 'refuse'] as const;

export interface AuthorizationOptions {
  readonly supergraph: DocumentNode;
  /** `cut`: it runs without them, each null with an error. `refuse`: nothing of it runs. */
  readonly unauthorizedFields: (typeof unauthorizedFieldsModes)[number];
  readonly policies: Policies;
}

/** An operation with what it requires, found once. */
export interface GuardedOperation extends PreparedOperation {
  /** Null when it requires nothing. */
  readonly guard: Guard | null;
}

/** A guarded operation about to run. */
export interface Guarded extends Operation {
  readonly prepared: GuardedOperation;
}

/**
 * The rules of the supergraph (`@authenticated`, `@requiresScopes`, `@policy`), held at every request in front of
 * whichever engine runs it. Refused fields are taken out before anything is planned, so they are never fetched.
 */
export interface Authorization {
  guard(prepared: PreparedOperation): Guard | null;
  execute(operation: Guarded): Promise<Answer | DeferredAnswer>;
  subscribe(operation: Guarded): Promise<Stream<ExecutionResult> | ExecutionResult>;
}

export function createAuthorization(
  engine: Engine,
  { supergraph, unauthorizedFields, policies }: AuthorizationOptions,
): Authorization {
  const { schema } = engine;
  const isStrict = unauthorizedFields === 'refuse';
  const rules = withInherited(schema, readAccessRules(supergraph));

  return {
    guard: (prepared) =>
      rules.size === 0 ? null : guardOperation({ schema, rules, policies }, prepared),

    async execute(operation) {
      const refusal = refusalOf(operation);
      if (!refusal) return engine.execute(operation);
      const { guard, denied } = refusal;
      if (isStrict) return { errors: guard.errors(denied, operation.scope) };
      const { prepared, complete } = cutOperation(schema, guard, denied, operation);
      if (!prepared) return complete({ data: {} });
      // What is deferred could not be completed part by part, so the whole answer comes at once.
      const answer = await engine.execute({ ...operation, prepared, acceptsDeferred: false });
      if (isDeferred(answer)) throw new Error('Nobody asked for an answer in parts.');
      return complete(readAnswer(answer));
    },

    async subscribe(operation) {
      const refusal = refusalOf(operation);
      if (!refusal) return engine.subscribe(operation);
      const { guard, denied } = refusal;
      const { prepared, complete } = cutOperation(schema, guard, denied, operation);
      if (!prepared || isStrict) return { errors: guard.errors(denied, operation.scope) };
      const stream = await engine.subscribe({ ...operation, prepared });
      if (!(Symbol.asyncIterator in stream)) return stream;
      // What has no data is a mark or the end; what it says beside its data is its place in the stream.
      return mapStream(stream, ({ extensions, ...event }) => ({
        ...(event.data ? complete(event) : event),
        ...(extensions ? { extensions } : {}),
      }));
    },
  };
}

/** The guard that refuses something here, and what; undefined when there is none. */
function refusalOf({ prepared: { guard }, scope }: Guarded) {
  const denied = guard?.denied(scope) ?? [];
  return guard && denied.length > 0 ? { guard, denied } : undefined;
}

/** What is left of the operation, and what makes its answer one to the whole of it. */
function cutOperation(
  schema: GraphQLSchema,
  guard: Guard,
  denied: Denied,
  { prepared, variables, scope }: Operation,
) {
  const { prepared: left, asked } = guard.variant(denied);
  const whole: AsAsked = {
    ...asked,
    variables: coerceVariables(schema, prepared.definition, variables),
    errorAt: (field, path) => guard.errorAt(field, path, scope),
  };
  return {
    prepared: left,
    complete: (answer: ExecutionResult) => completeAnswer(whole, answer),
  };
}
