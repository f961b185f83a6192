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
import { type DataKeys, dataKeys, responseKey } from './client-names.ts';
import { withoutConstants } from './constant-conditions.ts';
import { fragmentsIn } from './fetch-document.ts';
import { inWrittenOrder } from './mutation-order.ts';
import { withPlaceholder } from './placeholders.ts';

type Facts = Pick<LoadedSupergraph, 'apiSchema' | 'reservedNames' | 'interfaceObjects'>;

/**
 * A client's document as the planner is given it: fields under their data keys; `__typename` under its own name
 * alone, and introspection as that, since it is answered here; mutations in the order in which they are written;
 * constant conditions decided; and of every object something that is always there.
 */
export function planningDocument(document: DocumentNode, facts: Facts): DocumentNode {
  const keyOf = dataKeys(document, facts.reservedNames);
  const decided = withoutConstants(inOrder(document), typename);
  return filled(renamed(decided, keyOf), facts);
}

function inOrder(document: DocumentNode): DocumentNode {
  const fragments = fragmentsIn(document);
  const definitions = document.definitions.map((definition) =>
    definition.kind === Kind.OPERATION_DEFINITION
      ? inWrittenOrder(definition, fragments)
      : definition,
  );
  return { ...document, definitions };
}

function renamed(document: DocumentNode, keyOf: DataKeys): DocumentNode {
  return visit(document, {
    Field(field) {
      if (isAnsweredHere(field)) return { ...typename, ...conditionsOf(field) };
      const key = keyOf(field);
      if (key === responseKey(field) || field.name.value === '__typename') return undefined;
      return { ...field, alias: { kind: Kind.NAME, value: key } };
    },
  });
}

function filled(document: DocumentNode, { apiSchema, interfaceObjects }: Facts): DocumentNode {
  const fragments = fragmentsIn(document);
  const types = new TypeInfo(apiSchema);
  const fill = (field: FieldNode): FieldNode | undefined => {
    const object = interfaceObjects.get(getNamedType(types.getType())?.name ?? '');
    const placeholder = object ? keyPlaceholder(object.key) : typename;
    const set = field.selectionSet && withPlaceholder(field.selectionSet, fragments, placeholder);
    return set ? { ...field, selectionSet: set } : undefined;
  };
  // What was filled in below a field stays as it is when that is left.
  return visit(document, visitWithTypeInfo(types, { Field: { leave: fill } }));
}

const typename: FieldNode = { kind: Kind.FIELD, name: { kind: Kind.NAME, value: '__typename' } };

/** Where a subgraph knows only the interface, a type would have to be fetched; a key is there. No client has its name. */
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
