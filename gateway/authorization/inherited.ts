import { type GraphQLInterfaceType, type GraphQLSchema, isInterfaceType } from 'graphql';
import type { Alternatives, Requirement } from './requirement.ts';
import type { AccessRules } from './rules.ts';

/**
 * Adds to object types, and to their fields, what their interfaces require.
 *
 * Composition writes on an interface what its types require together, and refuses a rule of an interface's own; what
 * it has written so stays with the interface, else one guarded type would close all others that share an interface
 * with it. Any other rule on an interface is the interface's own, of a supergraph that was made otherwise, and holds
 * for whatever implements it.
 */
export function withInherited(schema: GraphQLSchema, rules: AccessRules): AccessRules {
  const all = new Map(rules);
  for (const type of Object.values(schema.getTypeMap()).filter(isInterfaceType)) {
    inherit(type, '');
    for (const field of Object.keys(type.getFields())) inherit(type, `.${field}`);
  }
  return all;

  function inherit(type: GraphQLInterfaceType, suffix: string): void {
    const coordinates = schema.getPossibleTypes(type).map(({ name }) => `${name}${suffix}`);
    const required = rules.get(`${type.name}${suffix}`) ?? [];
    const beneath = coordinates.flatMap((coordinate) => rules.get(coordinate) ?? []);
    const own = required.filter((requirement) => !isMadeOf(requirement, beneath));
    if (own.length === 0) return;
    for (const coordinate of coordinates) {
      all.set(coordinate, [...(all.get(coordinate) ?? []), ...own]);
    }
  }
}

/** Whether a requirement says what all of those of its kind say together. */
function isMadeOf(requirement: Requirement, parts: readonly Requirement[]): boolean {
  if (requirement.kind === 'authenticated') {
    return parts.some(({ kind }) => kind === 'authenticated');
  }
  const { kind, anyOf } = requirement;
  const alike = parts.flatMap((part) => (part.kind === kind ? [part.anyOf] : []));
  return alike.length > 0 && normal(alike.reduce(both)) === normal(anyOf);
}

/** One alternative of each, in every combination. */
function both(one: Alternatives, other: Alternatives): Alternatives {
  return one.flatMap((left) => other.map((right) => [...left, ...right]));
}

/** As text: without repetitions, order, and alternatives that ask for more than another. */
function normal(alternatives: Alternatives): string {
  const sets = alternatives.map((names) => new Set(names));
  const least = sets.filter(
    (names) => !sets.some((other) => other.size < names.size && isWithin(other, names)),
  );
  return JSON.stringify([...new Set(least.map((names) => [...names].sort().join('\n')))].sort());
}

function isWithin(part: ReadonlySet<string>, whole: ReadonlySet<string>): boolean {
  return [...part].every((name) => whole.has(name));
}
