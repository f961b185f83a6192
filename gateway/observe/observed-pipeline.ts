import type { FormattedExecutionResult } from 'graphql';
import type { ErrorCode } from '../../subgraphs/kernel/errors.ts';
import type { Scope } from '../../subgraphs/kernel/scope/scope.ts';
import type { Stream } from '../../subgraphs/kernel/stream.ts';
import { inSpanOf, SpanKind } from '../../subgraphs/kernel/tracing/span.ts';
import { type Answer, type DeferredAnswer, isDeferred } from '../engine/engine.ts';
import { codeOf } from '../errors.ts';
import type { LiveResult } from '../live/subscriber.ts';
import type { AdmittedOperation, Pipeline } from '../pipeline.ts';
import { standBelowCaller } from './callers-trace.ts';

/** What came of one operation, as metrics and logs know it. */
export interface Operated {
  readonly operation: AdmittedOperation;
  readonly durationMs: number;
  /** Codes of the errors in its answer. */
  readonly codes: readonly string[];
}

/** The same pipeline, each of its operations a span of its request's trace and told to `operated`. */
export function observedPipeline(
  pipeline: Pipeline,
  operated: (found: Operated) => void,
): Pipeline {
  async function observe<Result>(
    operation: AdmittedOperation,
    codesIn: (result: Result) => readonly string[],
    work: () => Promise<Result>,
  ): Promise<Result> {
    const startedAt = performance.now();
    let codes: readonly string[] = ['INTERNAL'];
    try {
      const result = await inOperationSpan(operation, work);
      codes = codesIn(result);
      return result;
    } finally {
      operated({ operation, durationMs: performance.now() - startedAt, codes });
    }
  }

  return {
    ...pipeline,
    async scope(token, arrival) {
      const scope = await pipeline.scope(token, arrival);
      standBelowCaller(scope, arrival.headers);
      return scope;
    },
    execute: (operation) => observe(operation, codesOf, () => pipeline.execute(operation)),
    subscribe: (operation, backlog) =>
      observe(operation, refusalCodesOf, () => pipeline.subscribe(operation, backlog)),
  };
}

function inOperationSpan<Result>(
  { prepared, scope }: AdmittedOperation,
  work: () => Promise<Result>,
): Promise<Result> {
  const type = prepared.definition.operation;
  const name = prepared.definition.name?.value;
  const attributes = {
    'graphql.operation.type': type,
    ...(name === undefined ? {} : { 'graphql.operation.name': name }),
  };
  const title = name === undefined ? type : `${type} ${name}`;
  return inSpanOf(scope, title, { kind: SpanKind.SERVER, attributes }, work);
}

/** Codes of the errors in an answer, or in what comes first of it. */
export function codesOf(answer: Answer | DeferredAnswer): readonly ErrorCode[] {
  const result = isDeferred(answer) ? answer.initial : answer;
  return 'dataText' in result ? [] : (result.errors ?? []).map(codeOf);
}

/** Codes of a subscription that was refused, which is written by then; none of one that is open. */
export function refusalCodesOf(found: Stream<LiveResult> | LiveResult): readonly ErrorCode[] {
  if (!('text' in found)) return [];
  const { errors = [] }: Pick<FormattedExecutionResult, 'errors'> = JSON.parse(found.text);
  return errors.map(codeOf);
}

/** Kinds of callers that metrics tell apart; never a tenant by its name. */
export function tenantClassOf({ tenantId }: Scope): 'tenant' | 'platform' {
  return tenantId === null ? 'platform' : 'tenant';
}
