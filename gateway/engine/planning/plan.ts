import type { FetchDataRewrite } from '@apollo/query-planner';
import type { DocumentNode } from 'graphql';

/** What to fetch from which subgraph in what order, for one operation. */
export type Plan = Sequence | Parallel | Flatten | Condition | Fetch | Defer;

export interface Sequence {
  readonly kind: 'Sequence';
  readonly nodes: readonly Plan[];
}

export interface Parallel {
  readonly kind: 'Parallel';
  readonly nodes: readonly Plan[];
}

/** Goes on with the objects at this place of the answer; `@` stands for every item of a list. */
export interface Flatten {
  readonly kind: 'Flatten';
  readonly path: readonly string[];
  readonly node: Plan;
}

export interface Condition {
  readonly kind: 'Condition';
  /** A variable. */
  readonly variable: string;
  readonly ifTrue: Plan | undefined;
  readonly ifFalse: Plan | undefined;
}

/** Parts of the answer that come later. Only the whole of a plan is one, or what is left of it for such a part. */
export interface Defer {
  readonly kind: 'Defer';
  readonly primary: Plan | undefined;
  readonly deferred: readonly DeferredPlan[];
}

export interface DeferredPlan {
  /** Of the one `@defer` that it is for. */
  readonly label: string;
  /** The fetches that it needs the answers of. */
  readonly after: readonly string[];
  /** Undefined where everything is fetched already. */
  readonly plan: Plan | undefined;
}

export interface Fetch {
  readonly kind: 'Fetch';
  /** Where deferred plans wait for it. */
  readonly id: string | undefined;
  readonly subgraph: string;
  readonly document: DocumentNode;
  readonly operationName: string | undefined;
  readonly isMutation: boolean;
  readonly variables: readonly string[];
  /** What represents an entity; a fetch of a root has none. */
  readonly requires: readonly Requirement[] | undefined;
  /** Changes to representations before they are sent. */
  readonly inputRewrites: readonly FetchDataRewrite[];
  /** Changes to the answer before it is merged. */
  readonly outputRewrites: readonly FetchDataRewrite[];
  /** Run for the entities that lack what this fetch requires. */
  readonly fallbacks: readonly Fetch[];
}

export type Requirement = RequiredValue | RequiredOn;

export interface RequiredValue {
  readonly kind: 'Value';
  /** In the representation. */
  readonly name: string;
  /** In the object that is represented. */
  readonly from: string;
  readonly selections: readonly Requirement[] | undefined;
}

/** What objects of a type have to have. */
export interface RequiredOn {
  readonly kind: 'On';
  readonly type: string;
  readonly selections: readonly Requirement[];
}

/** Visits every fetch with the place in the answer that it writes to; those that run instead of one after it. */
export function eachFetch(
  plan: Plan | undefined,
  visit: (fetch: Fetch, path: readonly string[]) => void,
  path: readonly string[] = [],
): void {
  switch (plan?.kind) {
    case 'Sequence':
    case 'Parallel':
      for (const node of plan.nodes) eachFetch(node, visit, path);
      return;
    case 'Flatten':
      eachFetch(plan.node, visit, [...path, ...plan.path]);
      return;
    case 'Condition':
      eachFetch(plan.ifTrue, visit, path);
      eachFetch(plan.ifFalse, visit, path);
      return;
    case 'Defer':
      eachFetch(plan.primary, visit, path);
      for (const { plan: later } of plan.deferred) eachFetch(later, visit, path);
      return;
    case 'Fetch':
      visit(plan, path);
      for (const fallback of plan.fallbacks) eachFetch(fallback, visit, path);
  }
}
