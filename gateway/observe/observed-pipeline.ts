import type { Scope } from '../../subgraphs/kernel/scope/scope.ts';
import { forTenant, inSpanOf, SpanKind } from '../../subgraphs/kernel/tracing/span.ts';
import { type Answer, type DeferredAnswer, isDeferred } from '../engine/engine.ts';
import { codeOf } from '../errors.ts';
import type { AdmittedOperation, Pipeline } from '../pipeline.ts';

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
    execute: (operation) => observe(operation, codesOf, () => pipeline.execute(operation)),
    subscribe: (operation, backlog) =>
      observe(
        operation,
        () => [],
        () => pipeline.subscribe(operation, backlog),
      ),
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
  return inSpanOf(scope.traceId, title, { kind: SpanKind.SERVER, attributes }, () =>
    forTenant(scope.tenantId, work),
  );
}

function codesOf(answer: Answer | DeferredAnswer): readonly string[] {
  const result = isDeferred(answer) ? answer.initial : answer;
  return 'dataText' in result ? [] : (result.errors ?? []).map(codeOf);
}

/** Kinds of callers that metrics tell apart; never a tenant by its name. */
export function tenantClassOf({ tenantId }: Scope): 'tenant' | 'platform' {
  return tenantId === null ? 'platform' : 'tenant';
}
