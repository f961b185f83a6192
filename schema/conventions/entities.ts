import {
  type ConstDirectiveNode,
  type DocumentNode,
  Kind,
  type ObjectTypeDefinitionNode,
} from 'graphql';
import { typeOf } from './sdl.ts';

/** An entity is found by its `id` where it belongs, and nowhere that only refers to it. */
export function oddEntities(document: DocumentNode): string[] {
  return document.definitions.flatMap((node) =>
    node.kind === Kind.OBJECT_TYPE_DEFINITION ? [...oddId(node), ...oddKeys(node)] : [],
  );
}

function oddId({ name, fields }: ObjectTypeDefinitionNode): string[] {
  const id = typeOf(fields, 'id') ?? 'ID!';
  return id === 'ID!' ? [] : [`${name.value}.id must be ID!, not ${id}`];
}

function oddKeys({ name, description, directives, fields }: ObjectTypeDefinitionNode): string[] {
  const keys = (directives ?? []).filter((found) => found.name.value === 'key').map(readKey);
  if (keys.length === 0) return [];
  // Whoever describes an entity owns it.
  if (description) {
    const isFoundById = keys.some((key) => key.fields === 'id');
    return isFoundById ? [] : [`${name.value} has no @key(fields: "id")`];
  }
  const keyWords = new Set(keys.flatMap((key) => key.fields.split(/\W+/)));
  const isReference = (fields ?? []).every((field) => keyWords.has(field.name.value));
  return isReference && keys.some((key) => key.isResolvable)
    ? [`${name.value} is only referred to, so its @key must be resolvable: false`]
    : [];
}

function readKey({ arguments: args = [] }: ConstDirectiveNode) {
  const named = (name: string) => args.find((argument) => argument.name.value === name)?.value;
  const [fields, resolvable] = [named('fields'), named('resolvable')];
  return {
    fields: fields?.kind === Kind.STRING ? fields.value.trim() : '',
    isResolvable: resolvable?.kind !== Kind.BOOLEAN || resolvable.value,
  };
}
