import {
  type GraphQLNamedType,
  type GraphQLSchema,
  getNamedType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
  isUnionType,
} from 'graphql';

/** A field, an argument, an input field or an enum value. */
interface SchemaElement {
  /** `Review.title`, `Query.reviews.first`, `Priority.LOW`. */
  readonly coordinate: string;
  readonly deprecationReason: string | null;
  /** Null for an enum value. */
  readonly type: GraphQLNamedType | null;
}

const reasonForm = /^Use \S.*\. Removal (\d{4}-(?:01|04|07|10)-01)\.$/s;

/**
 * The day from which a deprecated element may be gone: `2027-04-01` of "Use X. Removal 2027-04-01.". Null when the
 * reason is not of this form, or the day does not begin a quarter.
 */
export function removalDate(deprecationReason: string): string | null {
  return reasonForm.exec(deprecationReason)?.[1] ?? null;
}

function elementsOf(type: GraphQLNamedType): SchemaElement[] {
  if (isEnumType(type)) return type.getValues().map((value) => element(type.name, value));
  if (isInputObjectType(type)) return fieldsOf(type).map((field) => element(type.name, field));
  if (!isObjectType(type) && !isInterfaceType(type)) return [];
  return fieldsOf(type).flatMap((field) => [
    element(type.name, field),
    ...field.args.map((argument) => element(`${type.name}.${field.name}`, argument)),
  ]);
}

/**
 * Tells why something of a released schema has to stay, in the words that follow "because"; null when it may go.
 * An element may go when its removal date, or that of what it belongs to, has come; a type when nothing that has
 * to stay leads to it.
 *
 * @param today - `2027-04-01`, in UTC.
 */
export function reasonsToStay(
  released: GraphQLSchema,
  today: string,
): (coordinate: string) => string | null {
  const deprecated = removalDates(released);
  const isDue = (coordinate: string) => {
    const dates = withOwners(coordinate).map((owner) => deprecated.get(owner) ?? null);
    return dates.some((date) => date !== null && date <= today);
  };
  const alive = typesInUse(released, isDue);

  return (coordinate) => {
    const [typeName = ''] = coordinate.split('.');
    if (isDue(coordinate) || (released.getType(typeName) && !alive.has(typeName))) return null;
    const own = withOwners(coordinate).find((owner) => deprecated.has(owner));
    if (own === undefined) return 'the released schema does not deprecate it';
    const date = deprecated.get(own) ?? null;
    return date ? `it may go on ${date}` : `the deprecation of ${own} names no day of removal`;
  };
}

/**
 * The deprecations that warn less than three months ahead, unless the released schema warned of the same day or an
 * earlier one; a sentence each.
 */
export function shortNotices(
  released: GraphQLSchema,
  current: GraphQLSchema,
  today: string,
): string[] {
  const before = removalDates(released);
  const earliest = threeMonthsAfter(today);
  return [...removalDates(current)].flatMap(([coordinate, date]) => {
    const known = before.get(coordinate) ?? null;
    if (date === null || date >= earliest || (known !== null && known <= date)) return [];
    return [`${coordinate} is to go on ${date}: refused because ${earliest} is the earliest.`];
  });
}

function threeMonthsAfter(day: string): string {
  const date = new Date(`${day}T00:00:00Z`);
  date.setUTCMonth(date.getUTCMonth() + 3);
  return date.toISOString().slice(0, 10);
}

/** What is deprecated, by coordinate; null where no day of removal is named. */
function removalDates(schema: GraphQLSchema): Map<string, string | null> {
  return new Map(
    Object.values(schema.getTypeMap())
      .flatMap(elementsOf)
      .flatMap(({ coordinate, deprecationReason }) =>
        deprecationReason === null ? [] : [[coordinate, removalDate(deprecationReason)] as const],
      ),
  );
}

/** `Query.reviews.first`, `Query.reviews`, `Query`. */
function withOwners(coordinate: string): string[] {
  const parts = coordinate.split('.');
  return parts.map((_, index) => parts.slice(0, parts.length - index).join('.'));
}

/** The names of the types that operations can reach without what is due. */
export function typesInUse(
  schema: GraphQLSchema,
  isDue: (coordinate: string) => boolean = () => false,
): Set<string> {
  const roots = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()];
  const found = new Set<GraphQLNamedType>(roots.filter((type) => type != null));
  // A set grows while it is walked.
  for (const type of found) {
    for (const { coordinate, type: next } of elementsOf(type)) {
      if (next && !isDue(coordinate)) found.add(next);
    }
    for (const next of relatives(schema, type)) found.add(next);
  }
  return new Set([...found].map(({ name }) => name));
}

function relatives(schema: GraphQLSchema, type: GraphQLNamedType): readonly GraphQLNamedType[] {
  if (isUnionType(type)) return type.getTypes();
  if (isInterfaceType(type)) return [...type.getInterfaces(), ...schema.getPossibleTypes(type)];
  return isObjectType(type) ? type.getInterfaces() : [];
}

function fieldsOf<Field>(type: { getFields(): Record<string, Field> }): Field[] {
  return Object.values(type.getFields());
}

function element(
  owner: string,
  part: {
    readonly name: string;
    readonly deprecationReason?: string | null | undefined;
    readonly type?: Parameters<typeof getNamedType>[0];
  },
): SchemaElement {
  return {
    coordinate: `${owner}.${part.name}`,
    deprecationReason: part.deprecationReason ?? null,
    type: getNamedType(part.type) ?? null,
  };
}
