import {
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLObjectType,
  type GraphQLSchema,
  getNamedType,
  isLeafType,
  isObjectType,
  isRequiredArgument,
} from 'graphql';
import { admit } from '../../gateway/admission/admit.ts';

export type Kind = 'query' | 'mutation' | 'subscription';
export type Arguments = Readonly<Record<string, unknown>>;

/** A field on the way from the root, with what it is given. */
export interface Step {
  readonly field: string;
  readonly args?: Arguments;
}

export interface Request {
  readonly query: string;
  readonly variables: Arguments;
}

const deepest = 2;

/** The operation that walks these steps and asks for all there is at their end, as deep as is admitted. */
export function operationOf(
  schema: GraphQLSchema,
  kind: Kind,
  steps: readonly Step[],
  depth = deepest,
): Request {
  const variables: Record<string, unknown> = {};
  const declarations: string[] = [];
  const opened: string[] = [];
  let type: GraphQLNamedType = rootOf(schema, kind);
  for (const [index, { field, args = {} }] of steps.entries()) {
    const definition = fieldOf(type, field);
    const given = Object.entries(args).map(([name, value]) => {
      const variable = `${name}${index}`;
      variables[variable] = value;
      const argument = definition.args.find((known) => known.name === name);
      if (!argument) throw new Error(`${type.name}.${field} takes no ${name}.`);
      declarations.push(`$${variable}: ${argument.type}`);
      return `${name}: $${variable}`;
    });
    opened.push(given.length === 0 ? field : `${field}(${given.join(', ')})`);
    type = getNamedType(definition.type);
  }
  const head = declarations.length === 0 ? kind : `${kind} (${declarations.join(', ')})`;
  const query = `${head} { ${opened.join(' { ')} ${selectionOf(type, depth)} ${'}'.repeat(steps.length)}`;
  if (depth > 0 && !isAdmitted(query)) return operationOf(schema, kind, steps, depth - 1);
  return { query, variables };
}

/**
 * Everything that can be asked of a type without arguments: its leaves, and the objects below it to this depth. A
 * type is not entered again below itself. Of a list's edges only the cursors: its nodes hold the rest.
 */
export function selectionOf(
  type: GraphQLNamedType,
  depth: number,
  above: readonly string[] = [],
): string {
  if (!isObjectType(type)) return '';
  const within = [...above, type.name];
  const isList = type.name.endsWith('Connection');
  const parts = fieldsOf(type).flatMap((field) => {
    if (field.args.some(isRequiredArgument) || isForeign(field)) return [];
    const inner = getNamedType(field.type);
    if (isLeafType(inner)) return [field.name];
    if (inner.name.endsWith('Edge')) return [`${field.name} { cursor }`];
    if (inner.name === 'PageInfo') return [`${field.name} ${selectionOf(inner, 0)}`];
    const isTooDeep = depth === 0 && !isList;
    if (isTooDeep || within.includes(inner.name)) return [];
    const selection = selectionOf(inner, isList ? depth : depth - 1, within);
    return selection === '' ? [] : [`${field.name} ${selection}`];
  });
  return parts.length === 0 ? '' : `{ ${parts.join(' ')} }`;
}

/** The fields of the schema at which a recipe is needed: of the roots all, below them those that take arguments. */
export function coordinatesOf(schema: GraphQLSchema, kind: Kind): string[] {
  const root = rootOf(schema, kind);
  const own = fieldsOf(root).map(({ name }) => `${root.name}.${name}`);
  return kind === 'query' ? [...own, ...nestedCoordinates(schema)] : own;
}

function nestedCoordinates(schema: GraphQLSchema): string[] {
  const roots = ['Query', 'Mutation', 'Subscription'];
  return Object.values(schema.getTypeMap())
    .filter(isObjectType)
    .filter(({ name }) => !roots.includes(name) && !name.startsWith('__'))
    .flatMap((type) =>
      fieldsOf(type)
        .filter(({ args }) => args.length > 0)
        .map((field) => `${type.name}.${field.name}`),
    );
}

export function rootOf(schema: GraphQLSchema, kind: Kind): GraphQLObjectType {
  const roots = {
    query: schema.getQueryType(),
    mutation: schema.getMutationType(),
    subscription: schema.getSubscriptionType(),
  };
  const root = roots[kind];
  if (!root) throw new Error(`The schema has no ${kind}.`);
  return root;
}

function fieldOf(type: GraphQLNamedType, name: string): GraphQLField<unknown, unknown> {
  const field = isObjectType(type) ? type.getFields()[name] : undefined;
  if (!field) throw new Error(`${type.name} has no ${name}.`);
  return field;
}

function fieldsOf(type: GraphQLObjectType): GraphQLField<unknown, unknown>[] {
  return Object.values(type.getFields()).filter(({ name }) => !name.startsWith('_'));
}

/** In a subgraph's own schema: what another subgraph answers for. */
function isForeign({ astNode }: GraphQLField<unknown, unknown>): boolean {
  return (astNode?.directives ?? []).some(({ name }) => name.value === 'external');
}

function isAdmitted(query: string): boolean {
  try {
    admit(query);
    return true;
  } catch {
    return false;
  }
}
