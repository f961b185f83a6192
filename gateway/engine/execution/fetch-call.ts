import { type ExecutionResult, print, stripIgnoredCharacters } from 'graphql';
import type { SubgraphPort } from '../../fetch/port.ts';
import type { Fetch } from '../planning/plan.ts';
import type { Run } from './run.ts';

/**
 * Sends a planned fetch.
 *
 * @param representations - JSON texts of the entities that are asked for.
 */
export type Call = (run: Run, representations?: readonly string[]) => Promise<ExecutionResult>;

export function compileCall(fetch: Fetch, port: SubgraphPort): Call {
  const { document, operationName, isMutation } = fetch;
  const query = stripIgnoredCharacters(print(document));
  const send = port.prepare({ query, operationName, isMutation });
  const heads = fetch.variables.map((name) => [name, `${JSON.stringify(name)}:`] as const);

  return (run, representations) => {
    const parts: string[] = [];
    for (const [name, head] of heads) {
      const value = run.variables[name];
      if (value !== undefined) parts.push(head + JSON.stringify(value));
    }
    if (representations) parts.push(`"representations":[${representations.join()}]`);
    return send(`{${parts.join()}}`, run.caller);
  };
}
