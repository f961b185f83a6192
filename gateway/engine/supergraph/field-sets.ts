import {
  type DocumentNode,
  type InterfaceTypeDefinitionNode,
  Kind,
  type ObjectTypeDefinitionNode,
  type OperationDefinitionNode,
  parse,
  type SelectionSetNode,
  visit,
} from 'graphql';
import { argumentOf, textOf } from '../directive-arguments.ts';

/** The selection that the text of a key or a requirement stands for. */
export function readFieldSet(text: string): SelectionSetNode {
  const { definitions } = parse(`{${text}}`, { noLocation: true });
  // A text in braces is an operation.
  return (definitions[0] as OperationDefinitionNode).selectionSet;
}

/** Names that a plan may select for itself: those in keys and requirements, and `__typename`. */
export function namesInFieldSets(supergraph: DocumentNode): ReadonlySet<string> {
  const names = new Set(['__typename']);
  visit(supergraph, {
    Directive(directive) {
      if (!/^join__(type|field)$/.test(directive.name.value)) return;
      for (const argument of ['key', 'requires']) {
        const fieldSet = textOf(directive, argument);
        if (fieldSet === undefined) continue;
        visit(readFieldSet(fieldSet), { Field: ({ name }) => void names.add(name.value) });
      }
    },
  });
  return names;
}

type FieldsType = ObjectTypeDefinitionNode | InterfaceTypeDefinitionNode;

/** What a field of a subgraph requires, by `GRAPH:Type.field`. */
export type RequiredSets = ReadonlyMap<string, SelectionSetNode>;

export function requiredSets(supergraph: DocumentNode): RequiredSets {
  const sets = new Map<string, SelectionSetNode>();
  for (const type of typesWithFields(supergraph)) {
    for (const { name, directives = [] } of type.fields ?? []) {
      for (const join of directives) {
        const requires = join.name.value === 'join__field' ? textOf(join, 'requires') : undefined;
        if (requires === undefined) continue;
        sets.set(
          fieldId(textOf(join, 'graph'), type.name.value, name.value),
          readFieldSet(requires),
        );
      }
    }
  }
  return sets;
}

export function fieldId(graph: string | undefined, type: string, field: string): string {
  return `${graph}:${type}.${field}`;
}

/** The names of each key by which a subgraph knows a type, by `GRAPH:Type`. */
export type EntityKeys = ReadonlyMap<string, readonly (readonly string[])[]>;

export function entityKeys(supergraph: DocumentNode): EntityKeys {
  const keys = new Map<string, (readonly string[])[]>();
  for (const { name, directives = [] } of typesWithFields(supergraph)) {
    for (const join of directives) {
      const key = join.name.value === 'join__type' ? textOf(join, 'key') : undefined;
      if (key === undefined) continue;
      const id = `${textOf(join, 'graph')}:${name.value}`;
      keys.set(id, [...(keys.get(id) ?? []), fieldNames(readFieldSet(key))]);
    }
  }
  return keys;
}

function fieldNames({ selections }: SelectionSetNode): readonly string[] {
  return selections.flatMap((each) => (each.kind === Kind.FIELD ? [each.name.value] : []));
}

function typesWithFields({ definitions }: DocumentNode): readonly FieldsType[] {
  return definitions.filter(
    (definition) =>
      definition.kind === Kind.OBJECT_TYPE_DEFINITION ||
      definition.kind === Kind.INTERFACE_TYPE_DEFINITION,
  );
}

/** An interface that some subgraphs know as an object. */
export interface InterfaceObject {
  /** A field that all of these have. */
  readonly key: string;
  /** Values of `join__Graph`. */
  readonly graphs: ReadonlySet<string>;
}

export function interfaceObjects(supergraph: DocumentNode): ReadonlyMap<string, InterfaceObject> {
  const found = new Map<string, InterfaceObject>();
  for (const { name, directives = [] } of typesWithFields(supergraph)) {
    const joins = directives.filter((directive) => directive.name.value === 'join__type');
    const objects = joins.filter((join) => argumentOf(join, 'isInterfaceObject') !== undefined);
    const [fieldSet] = joins.flatMap((join) => textOf(join, 'key') ?? []);
    const [key] = fieldSet === undefined ? [] : fieldNames(readFieldSet(fieldSet));
    if (objects.length === 0 || key === undefined) continue;
    const graphs = new Set(objects.flatMap((join) => textOf(join, 'graph') ?? []));
    found.set(name.value, { key, graphs });
  }
  return found;
}
