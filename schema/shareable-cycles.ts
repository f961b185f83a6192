import {
  baseType,
  type CompositeType,
  isCompositeType,
  isFederationField,
  isObjectType,
  isUnionType,
  type Supergraph,
} from '@apollo/federation-internals';

/** A field that more than one subgraph can resolve, and the types that its value may be selected as. */
interface SharedField {
  readonly coordinate: string;
  readonly parent: string;
  readonly leadsTo: readonly string[];
  readonly subgraphs: readonly string[];
}

/**
 * The cycles of fields that several subgraphs resolve, a sentence each. At every such field the planner has a
 * choice; a field that leads back to its own type multiplies the choices with each level of a query, and a query
 * of a hundred bytes then occupies the planner for seconds.
 */
export function shareableCycles(supergraph: Supergraph): string[] {
  const fields = sharedFields(supergraph);
  const cycles = new Map<string, string>();
  for (const field of fields) {
    const cycle = wayBack(field, fields);
    if (cycle)
      cycles.set(
        cycle
          .map(({ coordinate }) => coordinate)
          .sort()
          .join(),
        told(cycle),
      );
  }
  return [...cycles.values()];
}

function sharedFields(supergraph: Supergraph): SharedField[] {
  const fields = new Map<string, SharedField>();
  for (const subgraph of supergraph.subgraphs()) {
    const metadata = subgraph.metadata();
    for (const field of subgraph.schema.objectTypes().flatMap((type) => type.fields())) {
      const target = field.type && baseType(field.type);
      if (!target || !isCompositeType(target) || isFederationField(field)) continue;
      if (metadata.isFieldExternal(field)) continue;
      const { coordinate, parent } = field;
      const subgraphs = [...(fields.get(coordinate)?.subgraphs ?? []), subgraph.name];
      const leadsTo = selectableAs(supergraph, target.name);
      fields.set(coordinate, { coordinate, parent: parent.name, leadsTo, subgraphs });
    }
  }
  return [...fields.values()].filter(({ subgraphs }) => subgraphs.length > 1);
}

/** A type, its members or implementations, and every interface of theirs. */
function selectableAs({ schema }: Supergraph, name: string): string[] {
  // What a subgraph has as a composite type, the supergraph has as one.
  const type = schema.type(name) as CompositeType;
  const objects = isObjectType(type)
    ? [type]
    : isUnionType(type)
      ? type.types()
      : type.possibleRuntimeTypes();
  const interfaces = objects.flatMap((object) => object.interfaces());
  return [...new Set([type, ...objects, ...interfaces].map((found) => found.name))];
}

/** The shortest way over shared fields that begins with this one and returns to its type. */
function wayBack(
  start: SharedField,
  fields: readonly SharedField[],
): readonly SharedField[] | undefined {
  const ways: (readonly [...SharedField[], SharedField])[] = [[start]];
  const seen = new Set([start]);
  for (const way of ways) {
    const { leadsTo } = way[way.length - 1] ?? start;
    if (leadsTo.includes(start.parent)) return way;
    for (const next of fields) {
      if (seen.has(next) || !leadsTo.includes(next.parent)) continue;
      seen.add(next);
      ways.push([...way, next]);
    }
  }
  return undefined;
}

function told(cycle: readonly SharedField[]): string {
  const [first] = cycle;
  const way = cycle.map(({ coordinate }) => coordinate).join(' -> ');
  const subgraphs = [...new Set(cycle.flatMap((field) => field.subgraphs))].sort();
  return `${way} leads back to ${first?.parent}, and each of its fields is resolved by more than one of ${subgraphs.join(', ')}.`;
}
