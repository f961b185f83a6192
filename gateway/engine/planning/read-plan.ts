import type { FetchNode, PlanNode, QueryPlanSelectionNode } from '@apollo/query-planner';
import { OperationTypeNode } from 'graphql';
import type { LoadedSupergraph } from '../supergraph/load-supergraph.ts';
import { completeRequirements } from './complete-requirements.ts';
import { moveMisplaced } from './misplaced-fields.ts';
import { neededNames, type RequirementFacts } from './needed-names.ts';
import { orderFetches } from './order-fetches.ts';
import { type Fetch, mapFetches, type Plan, type Requirement } from './plan.ts';
import { partClashing, raiseFetch } from './raise-requirements.ts';
import { requirementGroups } from './requirement-groups.ts';

/**
 * A plan of the planner as we run it: with what the supergraph had lowered raised again, and repaired where the
 * planner went wrong.
 *
 * @returns undefined where nothing is to be fetched.
 */
export function readPlan(node: PlanNode, facts: LoadedSupergraph): Plan | undefined {
  const moved = moveMisplaced(readNode(node), facts);
  const complete = mapFetches(moved, (fetch) => finished(fetch, facts));
  return orderFetches(complete, facts);
}

/** The fetch from which events come, which represents nothing and is therefore one. */
export function readPrimary(node: FetchNode, facts: RequirementFacts): Fetch {
  return raiseFetch(fetchOf(node), facts);
}

function readNode(node: PlanNode): Plan {
  switch (node.kind) {
    case 'Sequence':
    case 'Parallel':
      return { kind: node.kind, nodes: node.nodes.map(readNode) };
    case 'Flatten':
      return { kind: 'Flatten', path: node.path.map(String), node: readNode(node.node) };
    case 'Condition':
      return {
        kind: 'Condition',
        variable: node.condition,
        ifTrue: node.ifClause && readNode(node.ifClause),
        ifFalse: node.elseClause && readNode(node.elseClause),
      };
    case 'Fetch':
      return fetchOf(node);
    case 'Defer':
      return {
        kind: 'Defer',
        primary: node.primary.node && readNode(node.primary.node),
        deferred: node.deferred.map(({ label = '', depends, node: later }) => ({
          label,
          after: depends.map(({ id }) => id),
          plan: later && readNode(later),
        })),
      };
  }
}

/** One fetch, or several side by side. */
function finished(fetch: Fetch, facts: RequirementFacts): Plan {
  const complete = completeRequirements(fetch, facts);
  const whole = { ...complete, needs: fetch.requires ? neededNames(complete, facts) : [] };
  const fetches = partClashing(whole, facts).map((part) => {
    const fallbacks = requirementGroups(part, facts).map((group) => raiseFetch(group, facts));
    return { ...raiseFetch(part, facts), fallbacks };
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
    needs: [],
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
