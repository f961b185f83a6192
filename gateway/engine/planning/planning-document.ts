import {
  type DocumentNode,
  type FieldNode,
  getNamedType,
  Kind,
  TypeInfo,
  visit,
  visitWithTypeInfo,
} from 'graphql';
import type { LoadedSupergraph } from '../supergraph/load-supergraph.ts';
import { dataKey, responseKey } from './client-names.ts';
import { fragmentsIn } from './fetch-document.ts';
import { inWrittenOrder } from './mutation-order.ts';
import { withPlaceholder } from './placeholders.ts';

type Facts = Pick<LoadedSupergraph, 'apiSchema' | 'reservedNames' | 'interfaceObjects'>;

/**
 * A client's document as the planner is given it: fields under their data keys; `__typename` under its own name
 * alone, and introspection as that, since it is answered here; mutations in the order in which they are written;
 * and of every object something that is always there.
 */
export function planningDocument(document: DocumentNode, facts: Facts): DocumentNode {
  const { apiSchema, reservedNames, interfaceObjects } = facts;
  const fragments = fragmentsIn(document);
  const definitions = document.definitions.map((definition) =>
    definition.kind === Kind.OPERATION_DEFINITION
      ? inWrittenOrder(definition, fragments)
      : definition,
  );
  const types = new TypeInfo(apiSchema);

  function renamed(field: FieldNode): FieldNode {
    const key = dataKey(field, reservedNames);
    if (key === responseKey(field)) return field;
    return { ...field, alias: { kind: Kind.NAME, value: key } };
  }

  function filled(field: FieldNode): FieldNode {
    const type = getNamedType(types.getType())?.name ?? '';
    const key = interfaceObjects.get(type);
    const placeholder = key === undefined ? typename : keyPlaceholder(key);
    const set = field.selectionSet && withPlaceholder(field.selectionSet, fragments, placeholder);
    return set ? { ...field, selectionSet: set } : field;
  }

  return visit(
    { ...document, definitions },
    visitWithTypeInfo(types, {
      Field: {
        enter: (field) =>
          isAnsweredHere(field) ? { ...typename, ...conditionsOf(field) } : undefined,
        leave: (field) => {
          if (field.name.value === '__typename') return undefined;
          const made = renamed(filled(field));
          return made === field ? undefined : made;
        },
      },
    }),
  );
}

const typename: FieldNode = { kind: Kind.FIELD, name: { kind: Kind.NAME, value: '__typename' } };

/** Where a subgraph knows only the interface, a type would have to be fetched; a key is always there. */
function keyPlaceholder(key: string): FieldNode {
  return {
    kind: Kind.FIELD,
    alias: { kind: Kind.NAME, value: '_client_' },
    name: { kind: Kind.NAME, value: key },
  };
}

function isAnsweredHere({ name, alias }: FieldNode): boolean {
  if (name.value === '__typename') return alias !== undefined;
  return name.value === '__schema' || name.value === '__type';
}

function conditionsOf({ directives = [] }: FieldNode): Pick<FieldNode, 'directives'> {
  return directives.length > 0 ? { directives } : {};
}
