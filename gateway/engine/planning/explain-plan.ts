import { print } from 'graphql';
import type { Fetch, Plan, Requirement } from './plan.ts';

/** A plan for people to read: what is really run, in the notation of Apollo's plans. */
export function explainPlan(plan: Plan | undefined): string {
  if (!plan) return 'QueryPlan {}';
  return block('QueryPlan', linesOf(plan)).join('\n');
}

/** @param rest - what is run for each event. */
export function explainSubscription(primary: Fetch, rest: Plan | undefined): string {
  const lines = block('Primary', linesOf(primary));
  const all = rest ? [...lines, ...block('Rest', linesOf(rest))] : lines;
  return block('QueryPlan', block('Subscription', all)).join('\n');
}

function linesOf(plan: Plan): readonly string[] {
  switch (plan.kind) {
    case 'Sequence':
    case 'Parallel':
      return block(plan.kind, plan.nodes.flatMap(linesOf));
    case 'Flatten':
      return block(`Flatten(path: "${plan.path.join('.')}")`, linesOf(plan.node));
    case 'Condition':
      return [
        ...(plan.ifTrue ? block(`Include(if: $${plan.variable})`, linesOf(plan.ifTrue)) : []),
        ...(plan.ifFalse ? block(`Skip(if: $${plan.variable})`, linesOf(plan.ifFalse)) : []),
      ];
    case 'Copy':
      return block(
        'Copy',
        plan.keys.map(({ from, to }) => `${to}: ${from}`),
      );
    case 'Defer':
      return block('Defer', [
        ...block('Primary', plan.primary ? linesOf(plan.primary) : []),
        ...plan.deferred.flatMap(({ label, after, plan: later }) =>
          block(
            `Deferred(depends: [${after.join(', ')}], label: "${label}")`,
            later ? linesOf(later) : [],
          ),
        ),
      ]);
    case 'Fetch':
      return fetchLines(plan);
  }
}

function fetchLines({ subgraph, id, document, requires, fallbacks }: Fetch): readonly string[] {
  const name = id === undefined ? `"${subgraph}"` : `"${subgraph}", id: ${id}`;
  const needed = requires ? block('', requires.flatMap(requirementLines)) : [];
  const lines = [
    ...needed.slice(0, -1),
    ...needed.slice(-1).map((end) => `${end} =>`),
    ...print(document).split('\n'),
  ];
  const instead = fallbacks.flatMap(fetchLines);
  return block(
    `Fetch(service: ${name})`,
    instead.length > 0 ? [...lines, ...block('Else', instead)] : lines,
  );
}

function requirementLines(requirement: Requirement): readonly string[] {
  const inner = requirement.selections?.flatMap(requirementLines);
  if (requirement.kind === 'On') return block(`... on ${requirement.type}`, inner ?? []);
  return inner ? block(requirement.name, inner) : [requirement.name];
}

function block(head: string, lines: readonly string[]): readonly string[] {
  return [`${head} {`.trimStart(), ...lines.map((line) => `  ${line}`), '}'];
}
