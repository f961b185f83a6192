import { buildSubgraphSchema } from '@apollo/subgraph';
import {
  type DocumentNode,
  type GraphQLSchema,
  isAbstractType,
  isObjectType,
  Kind,
  type SelectionSetNode,
} from 'graphql';
import { type FieldFacts, readFacts, type TypeFacts } from './facts.ts';
import { projectPlain } from './field-sets.ts';
import { isRecord } from './seeds.ts';
import type { KnownSubgraph } from './types.ts';
import { type Arguments, isThing, type Thing, type World } from './world.ts';

export function knowSubgraph(name: string, document: DocumentNode): KnownSubgraph {
  const schema = buildSubgraphSchema([{ typeDefs: document }]);
  return { name, schema, facts: readFacts(document) };
}

/** Entities that a subgraph does not have, by their identity. */
export type Missing = (subgraph: string, identity: string) => boolean;

/**
 * Gives the schema of a subgraph resolvers that know of the world no more than a real one would: what is external
 * comes from the representation or not at all, what was overridden may not be asked any more.
 */
export function serveSubgraph(
  { name, schema, facts }: KnownSubgraph,
  world: World,
  takenAway: (typename: string, field: string) => boolean,
  isMissing: Missing,
): GraphQLSchema {
  for (const type of Object.values(schema.getTypeMap())) {
    if (isAbstractType(type)) {
      const known = schema.getPossibleTypes(type).map((each) => each.name);
      type.resolveType = (value) => localType(value as Thing, known, world);
    }
    if (!isObjectType(type) || type.name.startsWith('_')) continue;
    const typeFacts = facts.types.get(type.name);
    for (const field of Object.values(type.getFields())) {
      if (field.name.startsWith('_')) continue;
      const resolve = resolver(type.name, field.name, typeFacts, world);
      const isTaken = takenAway(type.name, field.name);
      field.resolve = isTaken
        ? () => refuse(`${name} has ${type.name}.${field.name} no more.`)
        : (source: unknown, args: Arguments) =>
            resolve(isThing(source) ? source : rootThing(type.name, source), args);
      if (type === schema.getSubscriptionType()) field.subscribe = threeEvents;
    }
  }
  const entities = schema.getQueryType()?.getFields()['_entities'];
  if (entities) {
    entities.resolve = (_source, { representations }: { representations: readonly unknown[] }) =>
      representations.map((given) => {
        try {
          return findEntity(given, facts.types, world, (identity) => isMissing(name, identity));
        } catch (error) {
          return error;
        }
      });
  }
  return schema;
}

/** The source of an event of a subscription is its number, which its value then depends on. */
export async function* threeEvents(): AsyncGenerator<number> {
  yield* [1, 2, 3];
}

export function rootThing(typename: string, source: unknown): Thing {
  const event = typeof source === 'number' ? `!${source}` : '';
  return { identity: `${typename}${event}`, typename };
}

function resolver(typename: string, name: string, facts: TypeFacts | undefined, world: World) {
  const field: FieldFacts | undefined = facts?.fields.get(name);
  const isOfKey = facts?.keys.some(({ fields }) => isSelected(fields, name)) ?? false;

  return (thing: Thing, args: Arguments): unknown => {
    const provided = thing.provided && selectionOf(thing.provided, name, thing.typename, world);
    if (field?.isPending) return refuse(`${typename}.${name} is not here yet.`);
    if (field?.isExternal && !isOfKey && !provided) {
      return refuse(`${typename}.${name} is external here and was not provided.`);
    }
    const needs = field?.requires;
    const required = needs
      ? projectPlain(thing.given ?? {}, needs, world.types.isSubType)
      : undefined;
    const value = world.tell(thing, name, args, required);
    const handed = field?.provides ?? (provided === true ? undefined : provided);
    return handed ? withProvided(value, handed) : value;
  };
}

function findEntity(
  given: unknown,
  types: ReadonlyMap<string, TypeFacts>,
  world: World,
  isMissing: (identity: string) => boolean,
): Thing | null {
  if (!isRecord(given)) return refuse('A representation is an object.');
  const typename = String(given['__typename']);
  const keys = (types.get(typename)?.keys ?? []).filter(({ isResolvable }) => isResolvable);
  const found = world.find(typename, given, keys);
  return found && !isMissing(found.identity) ? found : null;
}

/** What is provided of a field: nothing, the field itself (true), or this much of it. */
function selectionOf(
  set: SelectionSetNode,
  name: string,
  typename: string,
  world: World,
): SelectionSetNode | true | undefined {
  for (const selection of set.selections) {
    if (selection.kind === Kind.FIELD && selection.name.value === name) {
      return selection.selectionSet ?? true;
    }
    if (selection.kind !== Kind.INLINE_FRAGMENT) continue;
    const condition = selection.typeCondition?.name.value ?? typename;
    if (!world.types.isSubType(typename, condition)) continue;
    const found = selectionOf(selection.selectionSet, name, typename, world);
    if (found) return found;
  }
  return undefined;
}

function isSelected(set: SelectionSetNode, name: string): boolean {
  return set.selections.some((each) => each.kind === Kind.FIELD && each.name.value === name);
}

function withProvided(value: unknown, provided: SelectionSetNode): unknown {
  if (Array.isArray(value)) return value.map((item) => withProvided(item, provided));
  return isThing(value) ? { ...value, provided } : value;
}

/** The name that a subgraph has for the type of a thing: its own, or that of the interface that stands for it. */
function localType({ typename }: Thing, known: readonly string[], world: World): string {
  const found = known.includes(typename)
    ? typename
    : known.find((name) => world.types.isSubType(typename, name));
  return found ?? refuse(`A ${typename} is none of ${known.join(', ')}.`);
}

function refuse(message: string): never {
  throw new Error(message);
}
