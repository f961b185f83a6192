import {
  type GraphQLCompositeType,
  type GraphQLObjectType,
  getNamedType,
  isCompositeType,
  isInterfaceType,
  isObjectType,
  type SelectionSetNode,
} from 'graphql';
import type { AskedField, AskedFields } from '../response/fields.ts';
import { type AnswerKeys, answerKeys } from './answer-keys.ts';
import { eachWriter, type Fetch, type Plan } from './plan.ts';

/** Everything that a plan fetches, by data key, whatever subgraph it comes from. */
interface Planned {
  readonly below: Map<string, Planned>;
}

export type Path = readonly string[];

/**
 * The first field of an operation that its plan fetches from nowhere: the planner drops in silence what no
 * subgraph can resolve. Only what is asked of every object at its place is looked at, since a fragment on a type
 * that no subgraph has at this place is rightly left out.
 */
export function findUncovered(
  fields: AskedFields,
  root: GraphQLObjectType,
  sets: readonly SelectionSetNode[],
  plan: Plan | undefined,
): Path | undefined {
  function search(
    type: GraphQLCompositeType,
    inner: readonly SelectionSetNode[],
    { below }: Planned,
  ): Path | undefined {
    for (const field of fields.of(type, inner)) {
      const composite = compositeOf(type, field);
      if (composite === undefined) continue;
      const planned = below.get(field.from);
      if (!planned) return [field.key];
      const found = composite && search(composite, field.sets, planned);
      if (found) return [field.key, ...found];
    }
    return undefined;
  }

  return search(root, sets, plannedKeys(plan));
}

/** @returns null for a leaf, undefined for what is not fetched at all. */
function compositeOf(
  type: GraphQLCompositeType,
  { name }: AskedField,
): GraphQLCompositeType | null | undefined {
  if (name.startsWith('__')) return undefined;
  const hasFields = isObjectType(type) || isInterfaceType(type);
  const field = hasFields ? type.getFields()[name] : undefined;
  const inner = field && getNamedType(field.type);
  return isCompositeType(inner) ? inner : null;
}

function plannedKeys(plan: Plan | undefined): Planned {
  const root: Planned = { below: new Map() };
  eachWriter(plan, (writer, path) => {
    const at = path.filter((element) => element !== '@').reduce(stepInto, root);
    if (writer.kind === 'Copy') {
      for (const { to } of writer.keys) stepInto(at, to);
      return;
    }
    add(at, answerKeys(writer));
    rename(at, writer);
  });
  return root;
}

function stepInto({ below }: Planned, key: string): Planned {
  const next = below.get(key) ?? { below: new Map() };
  below.set(key, next);
  return next;
}

function add(at: Planned, { leaves, objects }: AnswerKeys): void {
  for (const leaf of leaves) stepInto(at, leaf);
  for (const [key, keys] of objects) add(stepInto(at, key), keys);
}

/** Rewrites give fields the names that the client knows. */
function rename(at: Planned, { outputRewrites }: Fetch): void {
  for (const rewrite of outputRewrites) {
    if (rewrite.kind !== 'KeyRenamer') continue;
    const path = rewrite.path.filter((element) => !element.startsWith('... on '));
    const parent = path.slice(0, -1).reduce(stepInto, at);
    parent.below.set(rewrite.renameKeyTo, stepInto(parent, path.at(-1) ?? ''));
  }
}
