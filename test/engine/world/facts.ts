import {
  type ConstDirectiveNode,
  type DocumentNode,
  type FieldDefinitionNode,
  type InterfaceTypeDefinitionNode,
  type InterfaceTypeExtensionNode,
  Kind,
  type ObjectTypeDefinitionNode,
  type ObjectTypeExtensionNode,
  type SelectionSetNode,
} from 'graphql';
import { parseFieldSet } from './field-sets.ts';

/** What one subgraph says of federation, read from its SDL alone and not from what a composer made of it. */
export interface SubgraphFacts {
  readonly types: ReadonlyMap<string, TypeFacts>;
}

export interface TypeFacts {
  readonly isInterface: boolean;
  readonly isInterfaceObject: boolean;
  readonly keys: readonly KeyFacts[];
  readonly fields: ReadonlyMap<string, FieldFacts>;
}

export interface KeyFacts {
  readonly fields: SelectionSetNode;
  readonly isResolvable: boolean;
}

export interface FieldFacts {
  readonly isExternal: boolean;
  readonly requires: SelectionSetNode | null;
  readonly provides: SelectionSetNode | null;
  /** The subgraph that has it no more. */
  readonly takenFrom: string | null;
  /** Whether a label says that the other subgraph has it still. */
  readonly isPending: boolean;
}

type Composite =
  | ObjectTypeDefinitionNode
  | ObjectTypeExtensionNode
  | InterfaceTypeDefinitionNode
  | InterfaceTypeExtensionNode;

export function readFacts(document: DocumentNode): SubgraphFacts {
  const types = new Map<string, TypeFacts>();
  for (const node of document.definitions) {
    if (!isComposite(node)) continue;
    const known = types.get(node.name.value);
    const facts = typeFacts(node);
    types.set(node.name.value, known ? joined(known, facts) : facts);
  }
  return { types };
}

function isComposite(node: DocumentNode['definitions'][number]): node is Composite {
  return (
    node.kind === Kind.OBJECT_TYPE_DEFINITION ||
    node.kind === Kind.OBJECT_TYPE_EXTENSION ||
    node.kind === Kind.INTERFACE_TYPE_DEFINITION ||
    node.kind === Kind.INTERFACE_TYPE_EXTENSION
  );
}

function typeFacts(node: Composite): TypeFacts {
  const directives = node.directives ?? [];
  const isExternal = named(directives, 'external').length > 0;
  return {
    isInterface:
      node.kind === Kind.INTERFACE_TYPE_DEFINITION || node.kind === Kind.INTERFACE_TYPE_EXTENSION,
    isInterfaceObject: named(directives, 'interfaceObject').length > 0,
    keys: named(directives, 'key').map((key) => ({
      fields: parseFieldSet(argument(key, 'fields') ?? ''),
      isResolvable: argument(key, 'resolvable') !== 'false',
    })),
    fields: new Map(
      (node.fields ?? []).map((field) => [field.name.value, fieldFacts(field, isExternal)]),
    ),
  };
}

function fieldFacts({ directives = [] }: FieldDefinitionNode, isExternal: boolean): FieldFacts {
  const fieldSet = (name: string) => {
    const [directive] = named(directives, name);
    return directive ? parseFieldSet(argument(directive, 'fields') ?? '') : null;
  };
  const [override] = named(directives, 'override');
  const isProgressive = override !== undefined && argument(override, 'label') !== null;
  return {
    isExternal: isExternal || named(directives, 'external').length > 0,
    requires: fieldSet('requires'),
    provides: fieldSet('provides'),
    takenFrom: override && !isProgressive ? argument(override, 'from') : null,
    isPending: isProgressive,
  };
}

function joined(one: TypeFacts, other: TypeFacts): TypeFacts {
  return {
    isInterface: one.isInterface,
    isInterfaceObject: one.isInterfaceObject || other.isInterfaceObject,
    keys: [...one.keys, ...other.keys],
    fields: new Map([...one.fields, ...other.fields]),
  };
}

function named(
  directives: readonly ConstDirectiveNode[],
  name: string,
): readonly ConstDirectiveNode[] {
  return directives.filter((directive) => directive.name.value === name);
}

/** The text of an argument that is a string or a boolean. */
function argument(directive: ConstDirectiveNode, name: string): string | null {
  const value = directive.arguments?.find((given) => given.name.value === name)?.value;
  if (value?.kind === Kind.STRING) return value.value;
  if (value?.kind === Kind.BOOLEAN) return String(value.value);
  return null;
}
