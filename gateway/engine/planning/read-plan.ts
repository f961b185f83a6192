import type { FetchNode, PlanNode, QueryPlanSelectionNode } from '@apollo/query-planner';
import { OperationTypeNode } from 'graphql';
import { completeRequirements } from './complete-requirements.ts';
import type { RequirementFacts } from './needed-names.ts';
import { orderFetches } from './order-fetches.ts';
import type { Fetch, Plan, Requirement } from './plan.ts';
import { partClashing, raiseFetch } from './raise-requirements.ts';
import { requirementGroups } from './requirement-groups.ts';

/**
 * A plan of the planner as we run it: with what the supergraph had lowered raised again, and repaired where the
 * planner went wrong.
 *
 * @returns undefined where nothing is to be fetched.
 */
export function readPlan(node: PlanNode, facts: RequirementFacts): Plan | undefined {
  return orderFetches(readNode(node, facts));
}

/** The fetch from which events come, which represents nothing and is therefore one. */
export function readPrimary(node: FetchNode, facts: RequirementFacts): Fetch {
  return raiseFetch(fetchOf(node), facts);
}

function readNode(node: PlanNode, facts: RequirementFacts): Plan {
  const read = (inner: PlanNode) => readNode(inner, facts);
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
      return readFetch(node, facts);
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

/** One fetch, or several side by side. */
function readFetch(node: FetchNode, facts: RequirementFacts): Plan {
  const fetches = partClashing(completeRequirements(fetchOf(node), facts), facts).map((fetch) => {
    const fallbacks = requirementGroups(fetch, facts).map((group) => raiseFetch(group, facts));
    return { ...raiseFetch(fetch, facts), fallbacks };
  });
  const [only, ...others] = fetches;
  return only && others.length === 0 ? only : { kind: 'Parallel', nodes: fetches };
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
