import type { FetchDataRewrite } from '@apollo/query-planner';
import type { DocumentNode } from 'graphql';

/** What to fetch from which subgraph in what order, for one operation. */
export type Plan = Sequence | Parallel | Flatten | Condition | Fetch | Copy | Defer;

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

/** Gives objects under other names too what they have already. */
export interface Copy {
  readonly kind: 'Copy';
  readonly keys: readonly { readonly from: string; readonly to: string }[];
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
  /** Names without which a representation is not enough for what this fetch asks, beside a key. */
  readonly needs: readonly string[];
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

/** The plan with each fetch replaced. */
export function mapFetches(
  plan: Plan,
  replace: (fetch: Fetch, path: readonly string[]) => Plan,
  path: readonly string[] = [],
): Plan {
  const mapped = (inner: Plan) => mapFetches(inner, replace, path);
  switch (plan.kind) {
    case 'Sequence':
    case 'Parallel':
      return { ...plan, nodes: plan.nodes.map(mapped) };
    case 'Flatten':
      return { ...plan, node: mapFetches(plan.node, replace, [...path, ...plan.path]) };
    case 'Condition':
      return {
        ...plan,
        ifTrue: plan.ifTrue && mapped(plan.ifTrue),
        ifFalse: plan.ifFalse && mapped(plan.ifFalse),
      };
    case 'Defer':
      return {
        ...plan,
        primary: plan.primary && mapped(plan.primary),
        deferred: plan.deferred.map((part) => ({ ...part, plan: part.plan && mapped(part.plan) })),
      };
    case 'Copy':
      return plan;
    case 'Fetch':
      return replace(plan, path);
  }
}

/** Visits every fetch with the place in the answer that it writes to; those that run instead of one after it. */
export function eachFetch(
  plan: Plan | undefined,
  visit: (fetch: Fetch, path: readonly string[]) => void,
): void {
  eachWriter(plan, (writer, path) => {
    if (writer.kind === 'Fetch') visit(writer, path);
  });
}

/** The same with all else that writes to the answer. */
export function eachWriter(
  plan: Plan | undefined,
  visit: (writer: Fetch | Copy, path: readonly string[]) => void,
  path: readonly string[] = [],
): void {
  switch (plan?.kind) {
    case 'Sequence':
    case 'Parallel':
      for (const node of plan.nodes) eachWriter(node, visit, path);
      return;
    case 'Flatten':
      eachWriter(plan.node, visit, [...path, ...plan.path]);
      return;
    case 'Condition':
      eachWriter(plan.ifTrue, visit, path);
      eachWriter(plan.ifFalse, visit, path);
      return;
    case 'Defer':
      eachWriter(plan.primary, visit, path);
      for (const { plan: later } of plan.deferred) eachWriter(later, visit, path);
      return;
    case 'Copy':
      visit(plan, path);
      return;
    case 'Fetch':
      visit(plan, path);
      for (const fallback of plan.fallbacks) eachWriter(fallback, visit, path);
  }
}
