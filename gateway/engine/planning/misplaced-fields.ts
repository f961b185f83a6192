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
import { requirementsIn } from './needed-names.ts';
import { type Fetch, mapFetches, type Plan, type Requirement } from './plan.ts';

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
  if (facts.requiredSets.size === 0) return plan;
  if (plan.kind === 'Defer') {
    return {
      ...plan,
      primary: plan.primary && moveMisplaced(plan.primary, facts),
      deferred: plan.deferred.map((part) => ({
        ...part,
        plan: part.plan && moveMisplaced(part.plan, facts),
      })),
    };
  }
  const moved: Plan[] = [];
  const kept = mapFetches(plan, (fetch, path) => {
    if (fetch.requires || fetch.isMutation) return fetch;
    const { taken, document } = withoutTaken(fetch, facts);
    for (const each of taken) {
      const node = fetchAlone(fetch, each);
      moved.push({ kind: 'Flatten', path: [...path, ...each.at], node });
    }
    return taken.length > 0 ? { ...fetch, document } : fetch;
  });
  if (moved.length === 0) return plan;
  const nodes = kept.kind === 'Sequence' ? kept.nodes : [kept];
  return { kind: 'Sequence', nodes: [...nodes, ...moved] };
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
