import { GraphQLError } from 'graphql';
import { codeOf } from '../errors.ts';
import { Departing, eitherOf } from '../fetch/departure.ts';
import type { FetchCaller } from '../fetch/port.ts';
import type { Compiler } from './compile-operation.ts';
import { deliverParts } from './deliver-parts.ts';
import type { Answer, DeferredAnswer, PreparedOperation } from './engine.ts';
import { compilePlan } from './execution/compile-plan.ts';
import { openDeferral } from './execution/deferral.ts';
import { openRun } from './execution/open-run.ts';
import type { Run } from './execution/run.ts';
import { absorbFetches } from './planning/absorb.ts';
import { deferredDocument } from './planning/deferred-document.ts';
import { readPlan } from './planning/read-plan.ts';
import { compileAnswers, resultOf } from './response/answers.ts';

/** A query of which something comes later. */
export interface CompiledDeferred {
  /** Undefined where the planner knows no way to defer it, so that it has to come as a whole. */
  readonly execute: ExecuteDeferred | undefined;
}

/** @returns one whole answer where there is no object that anything is deferred of. */
type ExecuteDeferred = (
  variables: Run['variables'],
  caller: FetchCaller,
  coalescingKey: string | undefined,
) => Promise<Answer | DeferredAnswer>;

/**
 * @param isTrue - tells the variables that decide whether something is deferred.
 * @throws GraphQLError OPERATION_TOO_LARGE when too many ways lead to its fields.
 */
export function compileDeferred(
  { supergraph, planner, context }: Compiler,
  prepared: PreparedOperation,
  isTrue: (variable: string) => boolean,
): CompiledDeferred {
  const { labels, ...split } = deferredDocument(prepared.document, prepared.definition, isTrue);
  const operation = { ...prepared, ...split };
  const node = planned(() => planner.plan(operation).node);
  if (node === unplannable) return { execute: undefined };
  if (node?.kind === 'Subscription') throw new Error('Nothing of an event comes later.');
  const read = node && readPlan(node, supergraph);
  const plan = read && absorbFetches(read);
  const variantOf = compileAnswers(supergraph, operation, plan);
  const fetchAll = plan && compilePlan(context, plan);

  return {
    async execute(variables, { scope, signal }, coalescingKey) {
      const variant = variantOf(variables);
      if (variant.fault) throw variant.fault;
      const stopped = new Departing();
      const caller = { scope, signal: eitherOf(signal, stopped).signal };
      const deferral = openDeferral(plan);
      const run = { ...openRun(variables, caller, coalescingKey), deferral };
      await fetchAll?.(run, [run.data]);
      const shaped = variant.shape(run);
      const initial = resultOf(run, shaped);
      if (shaped.later.length === 0) return initial;
      const parts = { run, variant, deferral, labels, onEnd: () => stopped.abort() };
      return { initial, ...deliverParts(parts, shaped.later) };
    },
  };
}

const unplannable = Symbol('unplannable');

/** The planner has faults of its own with what is deferred. What it refuses it refuses as a whole as well. */
function planned<Made>(make: () => Made): Made | typeof unplannable {
  try {
    return make();
  } catch (error) {
    if (error instanceof GraphQLError && codeOf(error) === 'OPERATION_TOO_LARGE') throw error;
    return unplannable;
  }
}
