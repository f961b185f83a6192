import type { FetchNode, PlanNode, QueryPlanSelectionNode } from '@apollo/query-planner';
import { OperationTypeNode } from 'graphql';
import type { LoadedSupergraph } from '../supergraph/load-supergraph.ts';
import { completeRequirements } from './complete-requirements.ts';
import type { Fetch, Plan, Requirement } from './plan.ts';
import { raiseFetch } from './raise-requirements.ts';

/** A node of the planner as we run it, with what the supergraph had lowered raised again. */
export function readPlan(node: PlanNode, supergraph: LoadedSupergraph): Plan {
  const read = (inner: PlanNode) => readPlan(inner, supergraph);
  switch (node.kind) {
    case 'Sequence':
      return { kind: 'Sequence', nodes: node.nodes.map(read) };
    case 'Parallel':
      return readParallel(node.nodes, supergraph);
    case 'Flatten':
      return { kind: 'Flatten', path: node.path.map(String), node: read(node.node) };
    case 'Condition':
      return {
        kind: 'Condition',
        variable: node.condition,
        ifTrue: node.ifClause && read(node.ifClause),
        ifFalse: node.elseClause && read(node.elseClause),
      };
    case 'Fetch':
      return readFetch(node, supergraph);
    case 'Defer':
      return {
        kind: 'Defer',
        primary: node.primary.node && read(node.primary.node),
        deferred: node.deferred.map(({ label = '', depends, node: later }) => ({
          label,
          after: depends.map(({ id }) => id),
          plan: later && read(later),
        })),
      };
  }
}

/** What requires more than the planner knew waits for what stands beside it. */
function readParallel(nodes: readonly PlanNode[], supergraph: LoadedSupergraph): Plan {
  const late = nodes.filter((node) => lacksRequirements(node, supergraph));
  const side = (some: readonly PlanNode[]): Plan => {
    const plans = some.map((node) => readPlan(node, supergraph));
    return plans.length === 1 && plans[0] ? plans[0] : { kind: 'Parallel', nodes: plans };
  };
  if (late.length === 0 || late.length === nodes.length) return side(nodes);
  const others = nodes.filter((node) => !late.includes(node));
  return { kind: 'Sequence', nodes: [side(others), side(late)] };
}

function lacksRequirements(node: PlanNode, supergraph: LoadedSupergraph): boolean {
  if (node.kind === 'Flatten') return lacksRequirements(node.node, supergraph);
  if (node.kind === 'Sequence') {
    return node.nodes.slice(0, 1).some((first) => lacksRequirements(first, supergraph));
  }
  if (node.kind !== 'Fetch') return false;
  const fetch = fetchOf(node);
  return completed(fetch, supergraph) !== fetch;
}

function completed(fetch: Fetch, { requiredSets, graphOf }: LoadedSupergraph): Fetch {
  return completeRequirements(fetch, requiredSets, graphOf.get(fetch.subgraph) ?? '');
}

/** @returns one fetch, or several side by side. */
function readFetch(node: FetchNode, supergraph: LoadedSupergraph): Plan {
  const fetches = fetchesOf(node, supergraph);
  const [only, ...others] = fetches;
  return only && others.length === 0 ? only : { kind: 'Parallel', nodes: fetches };
}

/** The fetch from which events come, which represents nothing and is therefore one. */
export function readPrimary(node: FetchNode, supergraph: LoadedSupergraph): Fetch {
  const [primary] = fetchesOf(node, supergraph);
  if (!primary) throw new Error('A subscription has no stream.');
  return primary;
}

function fetchesOf(node: FetchNode, supergraph: LoadedSupergraph): readonly Fetch[] {
  const fetch = completed(fetchOf(node), supergraph);
  return raiseFetch(fetch, supergraph, supergraph.graphOf.get(fetch.subgraph) ?? '');
}

function fetchOf(node: FetchNode): Fetch {
  if (!node.operationDocumentNode) throw new Error('The planner was to hand out documents.');
  if (node.contextRewrites?.length)
    throw new Error('Arguments from a @context are not known here.');
  return {
    kind: 'Fetch',
    id: node.id,
    subgraph: node.serviceName,
    document: node.operationDocumentNode,
    operationName: node.operationName,
    isMutation: node.operationKind === OperationTypeNode.MUTATION,
    variables: node.variableUsages ?? [],
    requires: node.requires?.flatMap(requirementOf),
    inputRewrites: node.inputRewrites ?? [],
    outputRewrites: node.outputRewrites ?? [],
    fallbacks: [],
  };
}

/** A fragment without a type condition only groups. */
function requirementOf(node: QueryPlanSelectionNode): readonly Requirement[] {
  const selections = node.selections?.flatMap(requirementOf);
  if (node.kind === 'Field') {
    const name = node.alias ?? node.name;
    return [{ kind: 'Value', name, from: name, selections }];
  }
  if (node.typeCondition === undefined) return selections ?? [];
  return [{ kind: 'On', type: node.typeCondition, selections: selections ?? [] }];
}
