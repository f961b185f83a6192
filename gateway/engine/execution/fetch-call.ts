import { type ExecutionResult, print, stripIgnoredCharacters } from 'graphql';
import type { FetchCaller } from '../../fetch/port.ts';
import { answerKeys } from '../planning/answer-keys.ts';
import type { Fetch } from '../planning/plan.ts';
import { compileSharing, type Repeated } from './equal-parts.ts';
import type { Fetched, Sent } from './fetched.ts';
import type { CompileContext } from './plan-context.ts';
import { compileRewrites } from './rewrites.ts';
import type { Run } from './run.ts';

/**
 * Sends a planned fetch, or joins an equal one that is in flight.
 *
 * @param representations - JSON texts of the entities that are asked for.
 */
export type Call = (run: Run, representations?: readonly string[]) => Promise<Fetched>;

export function compileCall(context: CompileContext, fetch: Fetch): Call {
  const variables = compileVariables(fetch);
  const { isMutation, subgraph, outputRewrites } = fetch;
  const query = queryOf(fetch);
  const send = compileSend(context, fetch, query);
  // Texts of one subgraph may be those of another; rewrites change what comes.
  const subject = `${subgraph}\n${query}\n${JSON.stringify(outputRewrites)}`;

  return async (run, representations) => {
    const { coalescingKey, caller } = run;
    if (caller.signal?.aborted) throw caller.signal.reason;
    const text = variables(run, representations);
    if (coalescingKey === undefined || isMutation) {
      const sent = send(text, caller);
      const changed = () => context.changed(caller.scope.tenantId);
      const { result, repeated } = await (isMutation ? sent.finally(changed) : sent);
      noteRepeated(run, repeated);
      return { result, repeated, isShared: false };
    }
    const key = `${coalescingKey}\n${text}`;
    const ask = (shared: FetchCaller) => send(text, shared);
    const { answer, isShared } = await context.fetches.join(subject, key, caller, ask);
    noteRepeated(run, answer.repeated);
    return { result: answer.result, repeated: answer.repeated, isShared };
  };
}

/** What is done with an answer once, before it is shared. */
function compileSend(context: CompileContext, fetch: Fetch, query: string) {
  const { operationName, isMutation, outputRewrites } = fetch;
  const port = context.portOf(fetch.subgraph);
  const ask = port.prepare({ query, operationName, isMutation });
  const rewrite = compileRewrites(context.types, outputRewrites);
  // Where keys are renamed the plan does not tell them.
  const share = rewrite || isMutation ? undefined : compileSharing(answerKeys(fetch));

  return async (variables: string, caller: FetchCaller): Promise<Sent> => {
    const result = await ask(variables, caller);
    const objects = objectsOf(result, fetch);
    rewrite?.(objects);
    return { result, repeated: share?.(objects) };
  };
}

function noteRepeated({ shared }: Run, repeated: Repeated | undefined): void {
  if (repeated) for (const part of repeated) shared.add(part);
}

function objectsOf({ data }: ExecutionResult, { requires }: Fetch): readonly unknown[] {
  if (!requires) return [data];
  const entities = data?.['_entities'];
  return Array.isArray(entities) ? entities : [];
}

export function queryOf({ document }: Fetch): string {
  return stripIgnoredCharacters(print(document));
}

/** JSON text of the variables that a fetch uses. */
function compileVariables({ variables }: Fetch) {
  const heads = variables.map((name) => [name, `${JSON.stringify(name)}:`] as const);
  return (run: Run, representations: readonly string[] | undefined): string => {
    const parts: string[] = [];
    for (const [name, head] of heads) {
      const value = run.variables[name];
      if (value !== undefined) parts.push(head + JSON.stringify(value));
    }
    if (representations) parts.push(`"representations":[${representations.join()}]`);
    return `{${parts.join()}}`;
  };
}
