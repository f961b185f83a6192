import { print, stripIgnoredCharacters } from 'graphql';
import { operationIn } from './fetch-document.ts';
import { eachFetch, type Fetch, type Plan } from './plan.ts';

/** What is asked of which subgraph, whatever the planner called the operation. */
export function fetchId({ subgraph, document, outputRewrites }: Fetch): string {
  const operation = operationIn(document);
  const definitions = document.definitions.map((definition) => {
    if (definition !== operation) return definition;
    const { name: _, ...unnamed } = operation;
    return unnamed;
  });
  const text = stripIgnoredCharacters(print({ ...document, definitions }));
  return `${subgraph}\n${text}\n${JSON.stringify(outputRewrites)}`;
}

/** What several steps of a plan ask for. */
export function repeatedFetches(plan: Plan | undefined): ReadonlySet<string> {
  const seen = new Set<string>();
  const repeated = new Set<string>();
  eachFetch(plan, (fetch) => {
    const id = fetchId(fetch);
    if (seen.has(id)) repeated.add(id);
    seen.add(id);
  });
  return repeated;
}
