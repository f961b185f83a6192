import {
  type DocumentNode,
  type FieldNode,
  type GraphQLOutputType,
  type GraphQLSchema,
  getNamedType,
  isInterfaceType,
  isListType,
  isNonNullType,
  isObjectType,
  Kind,
  parse,
  type SelectionNode,
  type SelectionSetNode,
  visit,
} from 'graphql';
import { fieldId } from '../supergraph/field-sets.ts';
import type { LoadedSupergraph } from '../supergraph/load-supergraph.ts';
import { operationIn, setOf, withEntityFragments } from './fetch-document.ts';
import { insertBehind } from './insert-behind.ts';
import { requirementsIn } from './needed-names.ts';
import type { Fetch, Plan, Requirement } from './plan.ts';

type Facts = Pick<LoadedSupergraph, 'requiredSets' | 'entityKeys' | 'graphOf' | 'types'>;

/** A field that requires something, and where in the answer it was asked for. */
interface Taken {
  readonly at: readonly string[];
  readonly type: string;
  readonly key: readonly string[];
  readonly field: FieldNode;
  readonly required: SelectionSetNode;
}

/**
 * Takes out of fetches from a root what requires something: where a chain of requirements begins in the subgraph
 * that it leads back to, the planner asks for its first link at once, without handing over what that requires. Here
 * it is asked for in a fetch of its own.
 */
export function moveMisplaced(plan: Plan, facts: Facts): Plan {
  return facts.requiredSets.size === 0 ? plan : together(moved(plan, facts));
}

/** A plan and what was taken out of it, which belongs behind it. */
interface Moved {
  readonly plan: Plan;
  readonly extras: readonly Plan[];
}

function together({ plan, extras }: Moved): Plan {
  return extras.length > 0 ? { kind: 'Sequence', nodes: [plan, ...extras] } : plan;
}

/** What is taken out of a step of a sequence becomes a step of that, so that it can be put in order there. */
function moved(plan: Plan, facts: Facts): Moved {
  const whole = (inner: Plan | undefined) => inner && moveMisplaced(inner, facts);
  const alone = (made: Plan): Moved => ({ plan: made, extras: [] });
  switch (plan.kind) {
    case 'Sequence': {
      const steps = plan.nodes.map((node) => moved(node, facts));
      const extras = steps.flatMap((step) => step.extras);
      const rest: Plan = { ...plan, nodes: steps.map((step) => step.plan) };
      return alone(extras.reduce(insertBehind, rest));
    }
    case 'Parallel':
      return alone({ ...plan, nodes: plan.nodes.map((node) => moveMisplaced(node, facts)) });
    case 'Flatten': {
      const inner = moved(plan.node, facts);
      const extras = inner.extras.map((node) => ({ ...plan, node }));
      return { plan: { ...plan, node: inner.plan }, extras };
    }
    case 'Condition':
      return alone({ ...plan, ifTrue: whole(plan.ifTrue), ifFalse: whole(plan.ifFalse) });
    case 'Defer': {
      const deferred = plan.deferred.map((part) => ({ ...part, plan: whole(part.plan) }));
      return alone({ ...plan, primary: whole(plan.primary), deferred });
    }
    case 'Copy':
      return alone(plan);
    case 'Fetch': {
      if (plan.requires || plan.isMutation) return alone(plan);
      const { taken, document } = withoutTaken(plan, facts);
      const extras = taken.map(
        (each): Plan => ({ kind: 'Flatten', path: each.at, node: fetchAlone(plan, each) }),
      );
      return { plan: taken.length > 0 ? { ...plan, document } : plan, extras };
    }
  }
}

function withoutTaken(fetch: Fetch, { requiredSets, entityKeys, graphOf, types }: Facts) {
  const graph = graphOf.get(fetch.subgraph);
  const taken: Taken[] = [];

  function walk(type: string, set: SelectionSetNode, at: readonly string[]): SelectionSetNode {
    return setOf(set.selections.flatMap((selection) => kept(type, selection, at)));
  }

  function kept(
    type: string,
    selection: SelectionNode,
    at: readonly string[],
  ): readonly SelectionNode[] {
    if (selection.kind === Kind.FRAGMENT_SPREAD) return [selection];
    if (selection.kind === Kind.INLINE_FRAGMENT) {
      const inner = selection.typeCondition?.name.value ?? type;
      return [{ ...selection, selectionSet: walk(inner, selection.selectionSet, at) }];
    }
    const { value: name } = selection.name;
    const required = requiredSets.get(fieldId(graph, type, name));
    const [key] = entityKeys.get(`${graph}:${type}`) ?? [];
    if (key && required) {
      taken.push({ at, type, key, field: selection, required });
      return ['__typename', ...key].map(fieldNamed);
    }
    const output = outputOf(types, type, name);
    if (!selection.selectionSet || !output) return [selection];
    const below = [...at, selection.alias?.value ?? name, ...listsIn(output)];
    const inner = getNamedType(output).name;
    return [{ ...selection, selectionSet: walk(inner, selection.selectionSet, below) }];
  }

  const operation = operationIn(fetch.document);
  const root = types.getRootType(operation.operation)?.name ?? '';
  const selectionSet = walk(root, operation.selectionSet, []);
  const definitions = fetch.document.definitions.map((definition) =>
    definition === operation ? { ...operation, selectionSet } : definition,
  );
  return { taken, document: { ...fetch.document, definitions } };
}

const entities: DocumentNode = parse(
  'query ($representations: [_Any!]!) { _entities(representations: $representations) { __typename } }',
  { noLocation: true },
);

function fetchAlone(fetch: Fetch, { type, key, field, required }: Taken): Fetch {
  const used = new Set<string>();
  visit(field, { Variable: ({ name }) => void used.add(name.value) });
  const typeCondition = {
    kind: Kind.NAMED_TYPE,
    name: { kind: Kind.NAME, value: type },
  } as const;
  const fragment = {
    kind: Kind.INLINE_FRAGMENT,
    typeCondition,
    selectionSet: setOf([field]),
  } as const;
  const document = withEntityFragments(entities, [fragment]);
  const operation = operationIn(document);
  const declared = operationIn(fetch.document).variableDefinitions ?? [];
  const variableDefinitions = [
    ...(operation.variableDefinitions ?? []),
    ...declared.filter(({ variable }) => used.has(variable.name.value)),
  ];
  const own = ['__typename', ...key].map(
    (name): Requirement => ({ kind: 'Value', name, from: name, selections: undefined }),
  );
  return {
    ...fetch,
    id: undefined,
    document: { kind: Kind.DOCUMENT, definitions: [{ ...operation, variableDefinitions }] },
    operationName: undefined,
    variables: [...used],
    requires: [{ kind: 'On', type, selections: [...own, ...requirementsIn(required)] }],
    outputRewrites: [],
  };
}

function fieldNamed(name: string): FieldNode {
  return { kind: Kind.FIELD, name: { kind: Kind.NAME, value: name } };
}

function outputOf(types: GraphQLSchema, type: string, field: string) {
  const found = types.getType(type);
  const hasFields = isObjectType(found) || isInterfaceType(found);
  return hasFields ? found.getFields()[field]?.type : undefined;
}

/** A mark for each list that a value of this type consists of. */
function listsIn(type: GraphQLOutputType): readonly string[] {
  if (isNonNullType(type)) return listsIn(type.ofType);
  return isListType(type) ? ['@', ...listsIn(type.ofType)] : [];
}
