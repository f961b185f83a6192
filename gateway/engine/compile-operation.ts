import {
  type DocumentNode,
  type ExecutionResult,
  getOperationAST,
  OperationTypeNode,
} from 'graphql';
import type { Stream } from '../../subgraphs/kernel/stream.ts';
import type { FetchCaller } from '../fetch/port.ts';
import type { Answer, PreparedOperation } from './engine.ts';
import { compilePlan } from './execution/compile-plan.ts';
import type { CompileContext } from './execution/plan-context.ts';
import type { Run } from './execution/run.ts';
import { compileSubscription } from './execution/subscription.ts';
import { absorbFetches } from './planning/absorb.ts';
import { deferVariables, withoutDefer } from './planning/deferred-document.ts';
import { explainPlan, explainSubscription } from './planning/explain-plan.ts';
import type { Planner } from './planning/planner.ts';
import { readPlan, readPrimary } from './planning/read-plan.ts';
import { compileAnswers, resultOf } from './response/answers.ts';
import type { LoadedSupergraph } from './supergraph/load-supergraph.ts';

/** A query or a mutation, planned, as one function. */
export interface CompiledExecution {
  readonly kind: 'execution';
  /** The plan for people to read. */
  explain(): string;
  /** The variables that decide what is deferred where that is accepted; undefined where nothing ever is. */
  readonly deferVariables: readonly string[] | undefined;
  /** @throws GraphQLError when nothing can be fetched for a field of it. */
  execute(run: Run): Promise<Answer>;
}

export interface CompiledSubscription {
  readonly kind: 'subscription';
  explain(): string;
  subscribe(
    variables: Run['variables'],
    caller: FetchCaller,
  ): Promise<Stream<ExecutionResult> | ExecutionResult>;
}

export type CompiledOperation = CompiledExecution | CompiledSubscription;

/** What operations over one supergraph are compiled with. */
export interface Compiler {
  readonly supergraph: LoadedSupergraph;
  readonly planner: Planner;
  readonly context: CompileContext;
}

/**
 * Compiles an operation whose answer comes as a whole, whatever it defers.
 *
 * @throws GraphQLError OPERATION_TOO_LARGE when too many ways lead to its fields.
 */
export function compileOperation(
  { supergraph, planner, context }: Compiler,
  asked: PreparedOperation,
): CompiledOperation {
  const deferring = deferVariables(asked.document);
  const prepared = deferring ? whole(asked) : asked;
  const { node } = planner.plan(prepared);

  if (node?.kind === 'Subscription') {
    const primary = readPrimary(node.primary, supergraph);
    const rest = node.rest && readPlan(node.rest, supergraph);
    const plan = rest ? ({ kind: 'Sequence', nodes: [primary, rest] } as const) : primary;
    const variantOf = compileAnswers(supergraph, prepared, plan);
    const hydrate = rest && compilePlan(context, rest);
    const subscribe = compileSubscription(context, primary, hydrate);
    return {
      kind: 'subscription',
      explain: () => explainSubscription(primary, rest),
      async subscribe(variables, caller) {
        const { fault, shape } = variantOf(variables);
        if (fault) throw fault;
        return subscribe(variables, caller, (run) => resultOf(run, shape(run)));
      },
    };
  }

  const planned = node && readPlan(node, supergraph);
  const isQuery = prepared.definition.operation === OperationTypeNode.QUERY;
  const plan = planned && isQuery ? absorbFetches(planned) : planned;
  const variantOf = compileAnswers(supergraph, prepared, plan);
  const fetchAll = plan && compilePlan(context, plan);
  return {
    kind: 'execution',
    explain: () => explainPlan(plan),
    deferVariables: isQuery ? deferring : undefined,
    async execute(run) {
      const { fault, answer } = variantOf(run.variables);
      if (fault) throw fault;
      await fetchAll?.(run, [run.data]);
      return answer(run);
    },
  };
}

function whole({ document, key, operationName }: PreparedOperation): PreparedOperation {
  const undeferred = withoutDefer(document);
  return {
    key,
    operationName,
    document: undeferred,
    definition: definitionIn(undeferred, operationName),
  };
}

/** @throws Error when it is not there, or one of several. */
export function definitionIn(document: DocumentNode, operationName: string | undefined) {
  const definition = getOperationAST(document, operationName);
  if (!definition) throw new Error('An operation was prepared that is not there.');
  return definition;
}
