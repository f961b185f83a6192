import { LRUCache } from 'lru-cache';
import type { Logger } from '../../subgraphs/kernel/log.ts';
import type { Operated } from './observed-pipeline.ts';

export interface SlowOperationsOptions {
  /** From how long on an operation is slow. */
  readonly slowMs: number;
  readonly log: Logger;
}

/** The same operation is told of once in this time: what is slow is slow again and again. */
const toldForMs = 60_000;

/** Logs operations that took long, each with its plan, so that whoever reads it sees which fetch to look at. */
export function tellSlowOperations({ slowMs, log }: SlowOperationsOptions) {
  const told = new LRUCache<string, true>({ max: 1_000, ttl: toldForMs });

  return async ({ operation, durationMs, codes }: Operated): Promise<void> => {
    const { prepared, scope } = operation;
    if (durationMs < slowMs || told.has(prepared.key)) return;
    told.set(prepared.key, true);
    const plan = await prepared.generation.engine.explain(prepared).catch(() => '');
    const fields = {
      operation: prepared.definition.name?.value ?? 'anonymous',
      durationMs: Math.round(durationMs),
      traceId: scope.traceId,
      codes,
      plan: withoutValues(plan),
    };
    log.warn(fields, 'slow operation');
  };
}

/** A plan without the values that a client wrote into its text: whose they are nobody knows. */
export function withoutValues(plan: string): string {
  return plan.replace(/(service: )?("(?:[^"\\]|\\.)*")/g, (whole, service: string | undefined) =>
    service === undefined ? '"…"' : whole,
  );
}
