import type { FetchNode, PlanNode, QueryPlanSelectionNode } from '@apollo/query-planner';
import { OperationTypeNode } from 'graphql';
import type { LoadedSupergraph } from '../supergraph/load-supergraph.ts';
import type { Fetch, Plan, Requirement } from './plan.ts';
import { raiseFetch } from './raise-requirements.ts';

/** A node of the planner as we run it, with what the supergraph had lowered raised again. */
export function readPlan(node: PlanNode, supergraph: LoadedSupergraph): Plan {
  const read = (inner: PlanNode) => readPlan(inner, supergraph);
  switch (node.kind) {
    case 'Sequence':
    case 'Parallel':
      return { kind: node.kind, nodes: node.nodes.map(read) };
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

/** @returns one fetch, or several side by side. */
function readFetch(node: FetchNode, supergraph: LoadedSupergraph): Plan {
  const { requirements, graphOf } = supergraph;
  const fetches = raiseFetch(fetchOf(node), requirements, graphOf.get(node.serviceName) ?? '');
  const [only, ...others] = fetches;
  return only && others.length === 0 ? only : { kind: 'Parallel', nodes: fetches };
}

export function fetchOf(node: FetchNode): Fetch {
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
