import {
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLNamedType,
  type GraphQLSchema,
  isAbstractType,
  isInterfaceType,
  isObjectType,
  Kind,
  type NamedTypeNode,
  type SelectionSetNode,
} from 'graphql';
import { type DataKeys, responseKey } from '../planning/client-names.ts';
import { deferLabel } from '../planning/deferred-document.ts';
import { isIncluded, type Truth } from './conditions.ts';

/** A field of the answer: everything that the client's document says of it, in one. */
export interface AskedField {
  /** In the answer. */
  readonly key: string;
  /** In the fetched data. */
  readonly from: string;
  readonly name: string;
  readonly node: FieldNode;
  readonly sets: readonly SelectionSetNode[];
}

/** What an answer holds later of an object. */
export interface AskedLater {
  /** Our own label. */
  readonly label: string;
  readonly sets: readonly SelectionSetNode[];
}

export interface AskedFields {
  /** What selection sets ask of an object of this type, in the order of the answer; the same list every time. */
  of(type: GraphQLNamedType, sets: readonly SelectionSetNode[]): readonly AskedField[];
  /** What they defer of it. */
  later(type: GraphQLNamedType, sets: readonly SelectionSetNode[]): readonly AskedLater[];
}

interface Asked {
  readonly fields: readonly AskedField[];
  readonly later: readonly AskedLater[];
}

/** What a client's document means once its conditions are decided. */
export interface Selection {
  readonly schema: GraphQLSchema;
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  readonly keyOf: DataKeys;
  readonly isTrue: Truth;
}

export function askedFields(selection: Selection): AskedFields {
  const known = new Map<string, Asked>();
  const numbers = new Map<SelectionSetNode, number>();

  const numberOf = (set: SelectionSetNode) => {
    const number = numbers.get(set) ?? numbers.size;
    numbers.set(set, number);
    return number;
  };

  /** Lists of sets are made once for each field, so that most of the time the list itself tells. */
  const byList = new WeakMap<readonly SelectionSetNode[], Map<GraphQLNamedType, Asked>>();

  function asked(type: GraphQLNamedType, sets: readonly SelectionSetNode[]): Asked {
    const byType = byList.get(sets) ?? new Map<GraphQLNamedType, Asked>();
    byList.set(sets, byType);
    const found = byType.get(type) ?? bySets(type, sets);
    byType.set(type, found);
    return found;
  }

  function bySets(type: GraphQLNamedType, sets: readonly SelectionSetNode[]): Asked {
    const key = `${type.name} ${sets.map(numberOf).join()}`;
    const found = known.get(key) ?? collect(selection, type, sets);
    known.set(key, found);
    return found;
  }

  return {
    of: (type, sets) => asked(type, sets).fields,
    later: (type, sets) => asked(type, sets).later,
  };
}

function collect(
  { schema, fragments, keyOf, isTrue }: Selection,
  type: GraphQLNamedType,
  sets: readonly SelectionSetNode[],
): Asked {
  const later: AskedLater[] = [];
  const found = new Map<string, AskedField & { readonly sets: SelectionSetNode[] }>();

  function take(node: FieldNode): void {
    const key = responseKey(node);
    const from = keyOf(node);
    const field = found.get(key) ?? { key, from, name: node.name.value, node, sets: [] };
    if (node.selectionSet) field.sets.push(node.selectionSet);
    found.set(key, field);
  }

  function walk({ selections }: SelectionSetNode): void {
    for (const selection of selections) {
      if (!isIncluded(selection, isTrue)) continue;
      if (selection.kind === Kind.FIELD) {
        take(selection);
        continue;
      }
      const isSpread = selection.kind === Kind.FRAGMENT_SPREAD;
      const fragment = isSpread ? fragments.get(selection.name.value) : selection;
      if (!fragment || !applies(schema, fragment.typeCondition, type)) continue;
      const label = fragment.kind === Kind.INLINE_FRAGMENT ? deferLabel(fragment) : undefined;
      if (label === undefined) walk(fragment.selectionSet);
      else later.push({ label, sets: [fragment.selectionSet] });
    }
  }

  sets.forEach(walk);
  return { fields: [...found.values()], later };
}

function applies(
  schema: GraphQLSchema,
  condition: NamedTypeNode | undefined,
  type: GraphQLNamedType,
): boolean {
  if (!condition || condition.name.value === type.name) return true;
  const wanted = schema.getType(condition.name.value);
  if (!wanted || !isAbstractType(wanted)) return false;
  return (isObjectType(type) || isInterfaceType(type)) && schema.isSubType(wanted, type);
}
