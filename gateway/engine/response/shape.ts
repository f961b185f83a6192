import {
  type GraphQLCompositeType,
  GraphQLError,
  type GraphQLLeafType,
  type GraphQLList,
  type GraphQLNamedType,
  type GraphQLOutputType,
  type GraphQLSchema,
  getNullableType,
  isCompositeType,
  isInterfaceType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  type SelectionSetNode,
} from 'graphql';
import { type Data, isData } from '../execution/data.ts';
import { completeLeaf, unfit } from './complete-leaf.ts';
import type { AskedField, AskedFields } from './fields.ts';

export interface Shaped {
  /** Null when a null was not to be borne anywhere below. */
  readonly data: Data | null;
  /** What was not as the schema promises; each made a null. */
  readonly problems: readonly GraphQLError[];
  /** Parts of what is there that are to come later. */
  readonly later: readonly Later[];
}

/** What an object of fetched data lacks in the answer until later. */
export interface Later extends ShapedObject {
  readonly label: string;
}

/** An object of fetched data, and what of it is to be in the answer. */
export interface ShapedObject {
  readonly type: GraphQLCompositeType;
  readonly sets: readonly SelectionSetNode[];
  readonly source: Data;
  /** Where it stands in the answer. */
  readonly path: readonly (string | number)[];
}

export interface Shaping {
  readonly schema: GraphQLSchema;
  readonly fields: AskedFields;
  /** Answers `__schema` and `__type`. */
  readonly introspect: (field: AskedField) => unknown;
}

/** Where a value stands; a list of its own, so that no path is made unless something is wrong. */
interface Place {
  readonly above: Place | undefined;
  readonly key: string | number;
  /** The type of the object that has the field, or of the list's item. */
  readonly of: GraphQLOutputType | GraphQLNamedType;
}

/**
 * Makes the answer from fetched data: what was asked for, in the order in which it was asked for, with nulls where
 * values do not fit, and each null carried up to where one may be. For everything that the generated writer declines.
 */
export function shape({ schema, fields, introspect }: Shaping, root: ShapedObject): Shaped {
  const problems: GraphQLError[] = [];
  const later: Later[] = [];

  function refuse(message: string, place: Place): null {
    problems.push(new GraphQLError(message, { path: pathTo(place) }));
    return null;
  }

  /** @returns `unfit` for a null where none may be. */
  function complete(
    type: GraphQLOutputType,
    value: unknown,
    field: AskedField,
    place: Place,
  ): unknown {
    if (!isNonNullType(type)) return completeNullable(type, value, field, place);
    const before = problems.length;
    const inner = completeNullable(type.ofType, value, field, place);
    if (inner !== null) return inner;
    const isNew = problems.length === before;
    if (isNew) refuse(`Cannot return null for non-nullable ${nameOf(place)}.`, place);
    return unfit;
  }

  function completeNullable(
    type: GraphQLOutputType,
    value: unknown,
    field: AskedField,
    place: Place,
  ): unknown {
    if (value === null || value === undefined) return null;
    if (isListType(type)) return completeList(type, value, field, place);
    if (isLeafType(type)) return completedLeaf(type, value, place);
    if (isCompositeType(type)) return completeComposite(type, value, field, place);
    return null;
  }

  function completedLeaf(type: GraphQLLeafType, value: unknown, place: Place): unknown {
    const leaf = completeLeaf(type, value);
    return leaf === unfit ? refuse(`Invalid value found for ${nameOf(place)}.`, place) : leaf;
  }

  function completeList(
    type: GraphQLList<GraphQLOutputType>,
    value: unknown,
    field: AskedField,
    above: Place,
  ): unknown {
    if (!Array.isArray(value)) {
      return refuse(`Invalid non-list value returned for ${nameOf(above)}.`, above);
    }
    const items = value.map((item: unknown, key) =>
      complete(type.ofType, item, field, { above, key, of: getNullableType(type.ofType) }),
    );
    return items.includes(unfit) ? null : items;
  }

  function completeComposite(
    type: GraphQLCompositeType,
    value: unknown,
    field: AskedField,
    place: Place,
  ): Data | null {
    if (!isData(value)) {
      return refuse(`Invalid non-object value returned for ${nameOf(place)}.`, place);
    }
    const name = value['__typename'];
    const actual = typeof name === 'string' ? schema.getType(name) : type;
    if (!actual || !isCompositeType(actual)) {
      return refuse(`Invalid __typename found for object at ${nameOf(place)}.`, place);
    }
    return completeObject(actual, value, field.sets, place);
  }

  function completeObject(
    type: GraphQLCompositeType,
    source: Data,
    sets: readonly SelectionSetNode[],
    above: Place | undefined,
  ): Data | null {
    const parts = later.length;
    const object = completeFields(type, source, sets, above);
    // Nothing comes later for what is not there.
    if (!object) later.length = parts;
    return object;
  }

  function completeFields(
    type: GraphQLCompositeType,
    source: Data,
    sets: readonly SelectionSetNode[],
    above: Place | undefined,
  ): Data | null {
    for (const part of fields.later(type, sets)) {
      later.push({ ...part, type, source, path: pathTo(above) });
    }
    // Without a prototype, so that no name is anything but a name.
    const out: Data = Object.create(null);
    for (const field of fields.of(type, sets)) {
      const { key, name } = field;
      if (name === '__typename') {
        if (!isObjectType(type)) return null;
        out[key] = type.name;
      } else if (name === '__schema' || name === '__type') {
        out[key] = introspect(field);
      } else {
        const definition =
          isObjectType(type) || isInterfaceType(type) ? type.getFields()[name] : undefined;
        if (!definition) return null;
        const place = { above, key, of: type };
        const value = complete(definition.type, source[field.from], field, place);
        if (value === unfit) return null;
        out[key] = value;
      }
    }
    return out;
  }

  const data = completeObject(root.type, root.source, root.sets, placeAt(root.path, root.type));
  return { data, problems, later };
}

function placeAt(path: readonly (string | number)[], of: GraphQLCompositeType): Place | undefined {
  return path.reduce<Place | undefined>((above, key) => ({ above, key, of }), undefined);
}

function nameOf({ key, of }: Place): string {
  return typeof key === 'string'
    ? `field ${of}.${key}`
    : `array element of type ${of} at index ${key}`;
}

function pathTo(place: Place | undefined): (string | number)[] {
  const path: (string | number)[] = [];
  for (let at: Place | undefined = place; at; at = at.above) path.unshift(at.key);
  return path;
}
