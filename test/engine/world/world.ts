import { Kind, type SelectionSetNode, valueFromASTUntyped } from 'graphql';
import type { KeyFacts } from './facts.ts';
import { isComplete, projectPlain } from './field-sets.ts';
import { canonicalText, hashOf, isRecord, pickOne } from './seeds.ts';
import type { Shape } from './shapes.ts';
import type { KnownTypes } from './types.ts';

/** Something of the world: what the resolvers of every schema hand on. */
export interface Thing {
  /** `Product#2` for an entity; for all else the way to it: `Product#2.dimensions`. */
  readonly identity: string;
  readonly typename: string;
  /** What a subgraph was told of it in a representation. */
  readonly given?: Readonly<Record<string, unknown>>;
  /** What the field that led to it says that it provides. */
  readonly provided?: SelectionSetNode;
}

export type Arguments = Readonly<Record<string, unknown>>;

/** What is particular while one operation runs, by place: `Product#1.name`, `Product#1.tags[0]`. */
export interface Circumstances {
  /** What stands there instead of what the world makes up. An object is told by its identity. */
  readonly values?: Readonly<Record<string, unknown>>;
  /** What the resolver there throws. */
  readonly faults?: Readonly<Record<string, string>>;
}

export interface WorldOptions {
  /** How many entities there are of each type. */
  readonly entitiesEach?: number;
  /** One in so many nullable places is null. */
  readonly nullsOneIn?: number;
}

/**
 * Data made up from names alone: whoever asks for a field of a thing is told the same, so a monolith and any
 * number of subgraphs agree without keeping anything. A text is its own place, for whoever reads a failure.
 */
export interface World {
  readonly types: KnownTypes;
  /** Before each operation: mutations count from one again. */
  begin(circumstances: Circumstances): void;
  /**
   * @param required - what the field's `@requires` selected; another input, another value.
   * @throws Error where a fault was put.
   */
  tell(thing: Thing, field: string, args: Arguments, required?: unknown): unknown;
  /** The same where nothing is hidden: what the field requires is looked up, and what that requires. */
  truthOf(thing: Thing, field: string, args: Arguments): unknown;
  /** What a field set selects of things, as plain data. */
  project(value: unknown, set: SelectionSetNode): unknown;
  /**
   * Where something was told since the operation began: neither a key nor what a requirement looked up, so that a
   * fault there concerns nothing but the place itself.
   */
  places(): readonly string[];
  /**
   * The entity that a representation means, by the first of these keys it is complete for.
   *
   * @throws Error when it is complete for none.
   */
  find(
    typename: string,
    given: Readonly<Record<string, unknown>>,
    keys: readonly KeyFacts[],
  ): Thing | null;
}

export function createWorld(types: KnownTypes, options: WorldOptions = {}): World {
  const { entitiesEach = 3, nullsOneIn = 6 } = options;
  let now: Circumstances = {};
  let mutations = 0;
  /** Whether a fault there would concern something else too. */
  let places = new Map<string, boolean>();
  let lookups = 0;

  const entitiesOf = (root: string): readonly Thing[] => {
    const members = types.objectsOf(root);
    return Array.from({ length: members.length * entitiesEach }, (_, index) => ({
      identity: `${root}#${index}`,
      typename: members[index % members.length] ?? root,
    }));
  };

  function madeUp(shape: Shape, place: string): unknown {
    switch (shape.kind) {
      case 'list':
        return Array.from(
          { length: isRootField(place) ? 1 + (hashOf(place) % 3) : hashOf(place) % 4 },
          (_, index) => itemAt(shape.item, `${place}[${index}]`),
        );
      case 'objects':
        return thingAt(shape.names, place);
      case 'values':
        return pickOne(shape.names, place);
      case 'scalar':
        return scalarAt(shape.name, place);
    }
  }

  function thingAt(names: readonly string[], place: string): Thing {
    const typename = pickOne(names, `${place}?`);
    if (!types.isEntity(typename)) return { identity: place, typename };
    const known = entitiesOf(types.rootOf(typename));
    return pickOne(
      known.filter((each) => each.typename === typename),
      place,
    );
  }

  /** What a test wrote, put into the shape of its place. */
  function told(shape: Shape, value: unknown, place: string): unknown {
    if (value === null) return null;
    if (shape.kind === 'list' && Array.isArray(value)) {
      return value.map((item, index) => told(shape.item, item, `${place}[${index}]`));
    }
    if (shape.kind !== 'objects' || typeof value !== 'string') return value;
    const [root = ''] = value.split('#');
    const entity = entitiesOf(root).find(({ identity }) => identity === value);
    return entity ?? { identity: value, typename: shape.names[0] };
  }

  function valueAt(shape: Shape, place: string, mayBeNull: boolean): unknown {
    const fault = now.faults?.[place];
    if (fault !== undefined) throw new Error(fault);
    const own = now.values?.[place];
    if (own !== undefined) return told(shape, own, place);
    const mayLack = mayBeNull && shape.isNullable && !isRootField(place);
    const isNull = mayLack && hashOf(`${place}0`) % nullsOneIn === 0;
    return isNull ? null : madeUp(shape, place);
  }

  /** A fault within a list is its item's alone, so it is handed over and not thrown. */
  function itemAt(shape: Shape, place: string): unknown {
    try {
      return valueAt(shape, place, true);
    } catch (error) {
      return error;
    }
  }

  function tell(
    { identity, typename }: Thing,
    field: string,
    args: Arguments,
    required?: unknown,
  ): unknown {
    const input = Object.keys(args).length > 0 ? `(${canonicalText(args)})` : '';
    const needed = required === undefined ? '' : `<${canonicalText(required)}>`;
    if (typename === 'Mutation') mutations += 1;
    const order = typename === 'Mutation' ? `!${mutations}` : '';
    const place = `${identity}.${field}${input}${needed}${order}`;
    const isKey = types.isKeyField(typename, field);
    places.set(place, isKey || lookups > 0 || (places.get(place) ?? false));
    return valueAt(types.shapeOf(typename, field), place, !isKey);
  }

  function truthOf(thing: Thing, field: string, args: Arguments): unknown {
    const needs = types.requiresOf(thing.typename, field);
    if (!needs) return tell(thing, field, args);
    lookups += 1;
    const required = project(thing, needs);
    lookups -= 1;
    return tell(thing, field, args, required);
  }

  function project(value: unknown, set: SelectionSetNode): unknown {
    if (Array.isArray(value)) return value.map((item) => project(item, set));
    if (!isThing(value)) return value;
    const result: Record<string, unknown> = {};
    for (const selection of set.selections) {
      if (selection.kind === Kind.INLINE_FRAGMENT) {
        const condition = selection.typeCondition?.name.value ?? value.typename;
        const isMeant = types.isSubType(value.typename, condition);
        if (isMeant) Object.assign(result, project(value, selection.selectionSet));
      } else if (selection.kind === Kind.FIELD && selection.name.value !== '__typename') {
        const name = selection.name.value;
        const written = (selection.arguments ?? []).map(
          (each) => [each.name.value, valueFromASTUntyped(each.value)] as const,
        );
        const args = { ...types.defaultsOf(value.typename, name), ...Object.fromEntries(written) };
        const inner = truthOf(value, name, args);
        result[name] = selection.selectionSet ? project(inner, selection.selectionSet) : inner;
      }
    }
    return result;
  }

  return {
    types,
    begin(circumstances) {
      now = circumstances;
      mutations = 0;
      places = new Map();
      lookups = 0;
    },
    places: () => [...places].filter(([, isShared]) => !isShared).map(([place]) => place),
    tell,
    truthOf,
    project,
    find(typename, given, keys) {
      const key = keys.find(({ fields }) => isComplete(given, fields, types.isSubType));
      if (!key) throw new Error(`This representation of ${typename} has none of its keys.`);
      const wanted = canonicalText(projectPlain(given, key.fields, types.isSubType));
      const found = entitiesOf(types.rootOf(typename))
        .filter((each) => types.isSubType(each.typename, typename))
        .find((each) => canonicalText(project(each, key.fields)) === wanted);
      return found ? { ...found, given } : null;
    },
  };
}

export function isThing(value: unknown): value is Thing {
  return isRecord(value) && typeof value['identity'] === 'string';
}

/** Where every operation begins there is always something. */
function isRootField(place: string): boolean {
  return /^(Query|Mutation|Subscription)[^.[]*\.[^.[]*$/.test(place);
}

/** Numbers of one entity differ from those of every other, so that they may be keys. */
function scalarAt(name: string, place: string): unknown {
  const [, ordinal = '0'] = /#(\d+)/.exec(place) ?? [];
  const number = Number(ordinal) * 100 + (hashOf(place) % 100);
  switch (name) {
    case 'Int':
      return number;
    case 'Float':
      return number + 0.5;
    case 'Boolean':
      return number % 2 === 0;
    case 'JSON':
      return { id: place, __typename: 'Nobody', list: [number, { name: null }] };
    default:
      return place;
  }
}
