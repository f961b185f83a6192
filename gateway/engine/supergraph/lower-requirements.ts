import {
  type ConstArgumentNode,
  type ConstDirectiveNode,
  type DocumentNode,
  type FieldDefinitionNode,
  type InterfaceTypeDefinitionNode,
  Kind,
  type ObjectTypeDefinitionNode,
  print,
  type SelectionNode,
  type SelectionSetNode,
  stripIgnoredCharacters,
  type TypeNode,
} from 'graphql';
import { textOf } from '../directive-arguments.ts';
import { readFieldSet } from './field-sets.ts';

/** A field with the arguments with which somebody requires it. */
export interface RequiredField {
  readonly name: string;
  readonly arguments: readonly ConstArgumentNode[];
}

/** What each private name stands for. */
export type PrivateFields = ReadonlyMap<string, RequiredField>;

export interface Lowered {
  readonly document: DocumentNode;
  readonly privateFields: PrivateFields;
}

type FieldsType = ObjectTypeDefinitionNode | InterfaceTypeDefinitionNode;

/**
 * Replaces, in what `@requires` names, every field that declares arguments by a private field without any, which
 * lives in the same subgraphs. `raiseFetch` turns it back when there is a plan.
 *
 * The planner tells selected fields apart by their response names alone: `price(currency: "USD")` that somebody
 * requires and `price(currency: "EUR")` that the client asks for would become one.
 */
export function lowerRequirements(supergraph: DocumentNode): Lowered {
  const lowering = openLowering(supergraph);
  const lowered = supergraph.definitions.map((definition) =>
    hasFields(definition) ? lowering.type(definition) : definition,
  );
  const definitions = lowered.map((definition) =>
    hasFields(definition) ? lowering.withPrivateFields(definition) : definition,
  );
  return { document: { ...supergraph, definitions }, privateFields: lowering.privateFields };
}

function openLowering(supergraph: DocumentNode) {
  const types = new Map(
    supergraph.definitions.filter(hasFields).map((type) => [type.name.value, type]),
  );
  const prefix = unusedPrefix(supergraph);
  const privateNames = new Map<string, string>();
  const privateFields = new Map<string, RequiredField>();
  const added = new Map<string, Map<string, FieldDefinitionNode>>();

  const fieldOf = (typeName: string | undefined, name: string) =>
    types.get(typeName ?? '')?.fields?.find((field) => field.name.value === name);

  /** The private field on the type, and on all that implement it. */
  function add(typeName: string, name: string, privateName: string): void {
    const field = fieldOf(typeName, name);
    const fields = added.get(typeName) ?? new Map<string, FieldDefinitionNode>();
    if (!field || fields.has(privateName)) return;
    const copy = { ...field, name: nameNode(privateName), arguments: [] };
    added.set(typeName, fields.set(privateName, copy));
    fields.set(privateName, lowerField(typeName, copy));
    for (const type of types.values()) {
      const isImplementer = type.interfaces?.some(({ name }) => name.value === typeName);
      if (isImplementer) add(type.name.value, name, privateName);
    }
  }

  function privateNameOf({ name, arguments: given }: RequiredField): string {
    const requirement = `${name}(${given.map(print).sort().join()})`;
    const privateName = privateNames.get(requirement) ?? `${prefix}${privateNames.size}_${name}`;
    privateNames.set(requirement, privateName);
    privateFields.set(privateName, { name, arguments: given });
    return privateName;
  }

  function lowerSet(typeName: string | undefined, set: SelectionSetNode): SelectionSetNode {
    const lower = (selection: SelectionNode): SelectionNode => {
      if (selection.kind === Kind.FRAGMENT_SPREAD) return selection;
      if (selection.kind === Kind.INLINE_FRAGMENT) {
        const inner = selection.typeCondition?.name.value ?? typeName;
        return { ...selection, selectionSet: lowerSet(inner, selection.selectionSet) };
      }
      const field = fieldOf(typeName, selection.name.value);
      const inner = selection.selectionSet
        ? { selectionSet: lowerSet(field && namedType(field.type), selection.selectionSet) }
        : {};
      if (!typeName || !field?.arguments?.length) return { ...selection, ...inner };
      // The arguments of a requirement are constants: there is nothing they could vary with.
      const given = (selection.arguments ?? []) as readonly ConstArgumentNode[];
      const privateName = privateNameOf({ name: field.name.value, arguments: given });
      add(typeName, field.name.value, privateName);
      return { ...selection, name: nameNode(privateName), arguments: [], ...inner };
    };
    return { ...set, selections: set.selections.map(lower) };
  }

  function lowerJoin(type: string, join: ConstDirectiveNode): ConstDirectiveNode {
    const requires = join.name.value === 'join__field' ? textOf(join, 'requires') : undefined;
    if (requires === undefined) return join;
    const lowered = lowerSet(type, readFieldSet(requires));
    const value = stripIgnoredCharacters(print(lowered)).slice(1, -1);
    const given = (join.arguments ?? []).map((argument) =>
      argument.name.value === 'requires'
        ? { ...argument, value: { kind: Kind.STRING, value } as const }
        : argument,
    );
    return { ...join, arguments: given };
  }

  function lowerField(type: string, field: FieldDefinitionNode): FieldDefinitionNode {
    const directives = field.directives?.map((join) => lowerJoin(type, join));
    return directives ? { ...field, directives } : field;
  }

  return {
    privateFields,

    type(type: FieldsType): FieldsType {
      const fields = (type.fields ?? []).map((field) => lowerField(type.name.value, field));
      return { ...type, fields };
    },

    withPrivateFields(type: FieldsType): FieldsType {
      const fields = added.get(type.name.value);
      return fields ? { ...type, fields: [...(type.fields ?? []), ...fields.values()] } : type;
    },
  };
}

function hasFields(definition: { readonly kind: string }): definition is FieldsType {
  return (
    definition.kind === Kind.OBJECT_TYPE_DEFINITION ||
    definition.kind === Kind.INTERFACE_TYPE_DEFINITION
  );
}

function namedType(type: TypeNode): string {
  return type.kind === Kind.NAMED_TYPE ? type.name.value : namedType(type.type);
}

function nameNode(value: string) {
  return { kind: Kind.NAME, value } as const;
}

/** What no name of this supergraph begins with. */
function unusedPrefix(supergraph: DocumentNode): string {
  const text = print(supergraph);
  let prefix = '_required';
  while (text.includes(prefix)) prefix += '_';
  return prefix;
}
