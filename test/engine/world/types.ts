import {
  type GraphQLSchema,
  isAbstractType,
  isInterfaceType,
  isObjectType,
  Kind,
  type SelectionSetNode,
} from 'graphql';
import type { FieldFacts, SubgraphFacts } from './facts.ts';
import { meet, type Shape, shapeOfType } from './shapes.ts';

/** A subgraph as the world knows it: what it serves and what it says of federation. */
export interface KnownSubgraph {
  readonly name: string;
  readonly schema: GraphQLSchema;
  readonly facts: SubgraphFacts;
}

/** All types of a graph as its subgraphs know them together. */
export interface KnownTypes {
  shapeOf(typename: string, field: string): Shape;
  /** What is said of a field by whichever subgraph says anything. */
  requiresOf(typename: string, field: string): FieldFacts['requires'];
  /** The object types that are this type, in every subgraph together: itself if it is one. */
  objectsOf(name: string): readonly string[];
  isSubType(typename: string, condition: string): boolean;
  /** Where the identity of something of this type belongs: the keyed interface it has, else itself. */
  rootOf(typename: string): string;
  isEntity(typename: string): boolean;
  isKeyField(typename: string, field: string): boolean;
  /** What a field is given where nothing is written. */
  defaultsOf(typename: string, field: string): Readonly<Record<string, unknown>>;
}

export function knownTypes(subgraphs: readonly KnownSubgraph[]): KnownTypes {
  const definitions = (name: string) =>
    subgraphs.flatMap((subgraph) => {
      const type = subgraph.schema.getType(name);
      return type ? [{ subgraph, type, facts: subgraph.facts.types.get(name) }] : [];
    });

  const implementations = (name: string): readonly string[] =>
    unique(
      definitions(name).flatMap(({ subgraph, type }) =>
        isInterfaceType(type)
          ? subgraph.schema.getPossibleTypes(type).map((each) => each.name)
          : [],
      ),
    ).toSorted();

  const interfacesOf = (name: string): readonly string[] =>
    unique(
      definitions(name).flatMap(({ type }) =>
        isObjectType(type) || isInterfaceType(type)
          ? type.getInterfaces().map((each) => each.name)
          : [],
      ),
    ).toSorted();

  const isKeyed = (name: string) => definitions(name).some(({ facts }) => facts?.keys.length);

  /** In one subgraph: what it calls an object may be an interface elsewhere. */
  const objectsIn = ({ schema, facts }: KnownSubgraph, name: string): readonly string[] => {
    const type = schema.getType(name);
    if (facts.types.get(name)?.isInterfaceObject) return implementations(name);
    if (!isAbstractType(type)) return [name];
    return unique(
      schema.getPossibleTypes(type).flatMap((each) => {
        const isStandIn = facts.types.get(each.name)?.isInterfaceObject;
        return isStandIn ? implementations(each.name) : [each.name];
      }),
    );
  };

  /** The definitions of a field: on the type, and on what stands for its interfaces elsewhere. */
  const fieldsNamed = (typename: string, field: string) =>
    [typename, ...interfacesOf(typename)].flatMap((name) =>
      definitions(name).flatMap(({ subgraph, type, facts }) => {
        if (!isObjectType(type)) return [];
        const definition = type.getFields()[field];
        return definition ? [{ subgraph, definition, facts: facts?.fields.get(field) }] : [];
      }),
    );

  const shapes = new Map<string, Shape>();
  const roots = new Map<string, string>();

  return {
    shapeOf(typename, field) {
      const name = `${typename}.${field}`;
      const known = shapes.get(name);
      if (known) return known;
      const found = fieldsNamed(typename, field).map(({ subgraph, definition }) =>
        shapeOfType(definition.type, (name) => objectsIn(subgraph, name)),
      );
      const [first, ...others] = found;
      if (!first) throw new Error(`No subgraph has ${name}.`);
      const shape = others.reduce(meet, first);
      shapes.set(name, shape);
      return shape;
    },
    requiresOf: (typename, field) =>
      fieldsNamed(typename, field).find(({ facts }) => facts?.requires)?.facts?.requires ?? null,
    objectsOf: (name) => {
      const found = unique(
        subgraphs.flatMap((subgraph) => objectsOfName(subgraph, name, objectsIn)),
      );
      return found.toSorted();
    },
    isSubType: (typename, condition) =>
      typename === condition ||
      subgraphs.some((subgraph) =>
        objectsOfName(subgraph, condition, objectsIn).includes(typename),
      ),
    rootOf(typename) {
      const root = roots.get(typename) ?? interfacesOf(typename).find(isKeyed) ?? typename;
      roots.set(typename, root);
      return root;
    },
    isEntity: (typename) => isKeyed(typename) || interfacesOf(typename).some(isKeyed),
    isKeyField: (typename, field) =>
      [typename, ...interfacesOf(typename)].some((name) =>
        definitions(name).some(({ facts }) =>
          facts?.keys.some(({ fields }) => names(fields).includes(field)),
        ),
      ),
    defaultsOf: (typename, field) =>
      Object.fromEntries(
        fieldsNamed(typename, field)
          .flatMap(({ definition }) => definition.args)
          .filter(({ defaultValue }) => defaultValue !== undefined)
          .map(({ name, defaultValue }) => [name, defaultValue]),
      ),
  };
}

function objectsOfName(
  subgraph: KnownSubgraph,
  name: string,
  objectsIn: (subgraph: KnownSubgraph, name: string) => readonly string[],
): readonly string[] {
  return subgraph.schema.getType(name) ? objectsIn(subgraph, name) : [];
}

/** The fields at the top of a selection. */
function names({ selections }: SelectionSetNode): string[] {
  return selections.flatMap((each) => (each.kind === Kind.FIELD ? [each.name.value] : []));
}

function unique<Item>(items: readonly Item[]): Item[] {
  return [...new Set(items)];
}
