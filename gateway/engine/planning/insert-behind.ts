import { givenBy, neededBy } from './needs.ts';
import type { Plan } from './plan.ts';

/**
 * Puts a step into a plan, right behind whatever brings what it needs: those that in their turn need what it brings
 * may stand anywhere behind that.
 */
export function insertBehind(plan: Plan, step: Plan): Plan {
  return inserted(plan, step, new Set(neededBy(step, [])));
}

function inserted(plan: Plan, step: Plan, needed: ReadonlySet<string>): Plan {
  const brings = (node: Plan) => [...givenBy(node, [], 'perhaps')].some((key) => needed.has(key));
  if (plan.kind === 'Sequence') {
    const index = plan.nodes.findLastIndex(brings);
    const before = plan.nodes.slice(0, index).flatMap((node) => [...givenBy(node, [])]);
    const left = new Set([...needed].filter((key) => !before.includes(key)));
    const nodes = plan.nodes.flatMap((node, at) =>
      at === index ? stepsOf(inserted(node, step, left)) : [node],
    );
    return index < 0 ? { ...plan, nodes: [...nodes, step] } : { ...plan, nodes };
  }
  if (plan.kind === 'Parallel') {
    const [only, ...others] = plan.nodes.filter(brings);
    if (only && others.length === 0) {
      const nodes = plan.nodes.map((node) => (node === only ? inserted(node, step, needed) : node));
      return { ...plan, nodes };
    }
  }
  if (plan.kind === 'Condition') {
    const { ifTrue, ifFalse } = plan;
    if (ifTrue && brings(ifTrue)) return { ...plan, ifTrue: inserted(ifTrue, step, needed) };
    if (ifFalse && brings(ifFalse)) return { ...plan, ifFalse: inserted(ifFalse, step, needed) };
  }
  return { kind: 'Sequence', nodes: [plan, step] };
}

function stepsOf(plan: Plan): readonly Plan[] {
  return plan.kind === 'Sequence' ? plan.nodes : [plan];
}
