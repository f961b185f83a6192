import { parse } from 'graphql';
import type { Fetch, Plan, Requirement } from '../../gateway/engine/planning/plan.ts';

/** A fetch of a test; what it does not say is as plain as can be. */
export function fetchOf(source: string, more: Partial<Fetch> = {}): Fetch {
  return {
    kind: 'Fetch',
    id: undefined,
    subgraph: 'a',
    document: parse(source, { noLocation: true }),
    operationName: undefined,
    isMutation: false,
    variables: [],
    requires: undefined,
    needs: [],
    inputRewrites: [],
    outputRewrites: [],
    fallbacks: [],
    ...more,
  };
}

export function value(name: string, more: Partial<Requirement> = {}): Requirement {
  return { kind: 'Value', name, from: name, selections: undefined, ...more } as Requirement;
}

export function on(type: string, ...selections: readonly Requirement[]): Requirement {
  return { kind: 'On', type, selections };
}

/** A fetch of entities of one type by leaves. */
export function entityFetchOf(
  type: string,
  by: readonly string[],
  asked: string,
  more: Partial<Fetch> = {},
): Fetch {
  const source = `query ($representations: [_Any!]!) { _entities(representations: $representations) { ... on ${type} { ${asked} } } }`;
  return fetchOf(source, {
    requires: [on(type, ...['__typename', ...by].map((name) => value(name)))],
    ...more,
  });
}

export function at(path: string, node: Plan): Plan {
  return { kind: 'Flatten', path: path.split('.'), node };
}

export function inTurn(...nodes: readonly Plan[]): Plan {
  return { kind: 'Sequence', nodes };
}

export function besides(...nodes: readonly Plan[]): Plan {
  return { kind: 'Parallel', nodes };
}
