import {
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLSchema,
  getNamedType,
  isAbstractType,
  isCompositeType,
  isLeafType,
  isRequiredArgument,
  isUnionType,
  type OperationTypeNode,
} from 'graphql';
import type { Choices } from './choices.ts';
import { withoutConflicts } from './conflicts.ts';
import { argumentText, type Variable } from './inputs.ts';

export interface Generated {
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
}

export interface Size {
  readonly depth: number;
  readonly selections: number;
  /** Whether an alias may be the name of something else, such as a key. */
  readonly aliases: 'any' | 'new';
  /** How often of a hundred times a fragment is deferred. */
  readonly deferred: number;
}

/** A valid operation over the schema: aliases, fragments, variables and conditions as the choices fall. */
export function generateOperation(
  schema: GraphQLSchema,
  kind: OperationTypeNode,
  choices: Choices,
  size: Size,
): Generated {
  const root = schema.getRootType(kind);
  if (!root) throw new Error(`There is no ${kind} here.`);
  const making = createMaking(schema, choices, size);
  const selection =
    kind === 'subscription'
      ? making.oneField(root, size.depth)
      : making.selectionOf(root, size.depth);
  const variables = making.variables();
  const head = variables.map(({ declaration }) => declaration).join(', ');
  const text = [`${kind}${head ? ` (${head})` : ''} ${selection}`, ...making.fragments()].join(
    '\n',
  );
  const given = variables.filter(({ value }) => value !== undefined);
  return {
    query: withoutConflicts(schema, text),
    variables: Object.fromEntries(given.map(({ name, value }) => [name, value])),
  };
}

/** Names that a plan, an entity or JavaScript may want for itself. */
const popularNames = ['id', 'a', 'name', 'b', '__proto__', 'constructor', 'toString', '_0', 'key'];

function createMaking(schema: GraphQLSchema, choices: Choices, size: Size) {
  const variables: Variable[] = [];
  const fragments: { readonly name: string; readonly on: string; text: string }[] = [];
  let selectionsLeft = size.selections;
  let labels = 0;

  function selectionOf(type: GraphQLCompositeType, depth: number): string {
    const wanted = 1 + choices.number(4);
    const selections: string[] = [];
    for (let index = 0; index < wanted && selectionsLeft > 0; index += 1) {
      selectionsLeft -= 1;
      selections.push(isFragment(type) ? fragmentOn(type, depth) : field(type, depth));
    }
    return `{ ${selections.join(' ') || '__typename'} }`;
  }

  const isFragment = (type: GraphQLCompositeType) =>
    choices.percent(isAbstractType(type) ? 60 : 20);

  function fragmentOn(type: GraphQLCompositeType, depth: number): string {
    const on = choices.one(overlapping(type));
    const known = fragments.filter((each) => each.on === on.name && each.text !== '');
    if (known.length > 0 && choices.percent(30)) {
      return `...${choices.one(known).name}${condition()}${defer()}`;
    }
    if (!choices.percent(30)) {
      const isBare = on === type && choices.percent(50);
      const head = `...${isBare ? '' : ` on ${on.name}`}${condition()}${defer()}`;
      return `${head} ${selectionOf(on, depth)}`;
    }
    const fragment = { name: `F${fragments.length}`, on: on.name, text: '' };
    fragments.push(fragment);
    fragment.text = selectionOf(on, depth);
    return `...${fragment.name}${condition()}${defer()}`;
  }

  function field(type: GraphQLCompositeType, depth: number): string {
    const fields = isUnionType(type) ? [] : Object.values(type.getFields());
    const leaves = fields.filter((each) => isLeafType(getNamedType(each.type)));
    const composites = depth > 1 ? fields.filter((each) => !leaves.includes(each)) : [];
    const isDeeper = leaves.length === 0 || choices.percent(55);
    const pool = composites.length > 0 && isDeeper ? composites : leaves;
    if (pool.length === 0 || choices.percent(8)) return `${aliasOf(type)}__typename${condition()}`;
    return fieldText(type, choices.one(pool), depth);
  }

  function fieldText(
    parent: GraphQLCompositeType,
    { name, args, type }: GraphQLField<unknown, unknown>,
    depth: number,
    isConditional = true,
  ): string {
    const given = args
      .filter((each) => isRequiredArgument(each) || choices.percent(40))
      .map((each) => `${each.name}: ${argumentText(each.type, choices, variables)}`);
    const inner = getNamedType(type);
    const selection = isCompositeType(inner) ? ` ${selectionOf(inner, depth - 1)}` : '';
    const list = given.length > 0 ? `(${given.join(', ')})` : '';
    const when = isConditional ? condition() : '';
    return `${aliasOf(parent)}${name}${list}${when}${selection}`;
  }

  function aliasOf(type: GraphQLCompositeType): string {
    if (!choices.percent(25)) return '';
    if (size.aliases === 'new') return `new${selectionsLeft}: `;
    const own = isUnionType(type) ? [] : Object.keys(type.getFields());
    return `${choices.one([...popularNames, ...own])}: `;
  }

  function condition(): string {
    if (!choices.percent(12)) return '';
    const directive = choices.one(['include', 'skip']);
    const isConstant = choices.percent(20);
    return ` @${directive}(if: ${isConstant ? choices.one(['true', 'false']) : someBoolean()})`;
  }

  function someBoolean(): string {
    const name = `if${choices.number(3)}`;
    if (!variables.some((each) => each.name === name)) {
      const value = choices.one([true, false]);
      variables.push({ name, declaration: `$${name}: Boolean!`, value });
    }
    return `$${name}`;
  }

  function defer(): string {
    if (size.deferred === 0 || !choices.percent(size.deferred)) return '';
    labels += 1;
    const label = choices.percent(50) ? `label: "L${labels}"` : '';
    const when = choices.percent(20)
      ? `if: ${choices.percent(50) ? someBoolean() : choices.one(['true', 'false'])}`
      : '';
    const given = [label, when].filter((each) => each !== '').join(', ');
    return given === '' ? ' @defer' : ` @defer(${given})`;
  }

  /** The types of which something of this type may be. */
  function overlapping(type: GraphQLCompositeType): readonly GraphQLCompositeType[] {
    const objects = isAbstractType(type) ? schema.getPossibleTypes(type) : [type];
    const above = objects.flatMap((object) => object.getInterfaces());
    return [...new Set<GraphQLCompositeType>([...objects, type, ...above])];
  }

  return {
    selectionOf,
    /** For a subscription, which has one field, always. */
    oneField: (type: GraphQLCompositeType, depth: number) => {
      const fields = isUnionType(type) ? [] : Object.values(type.getFields());
      return `{ ${fieldText(type, choices.one(fields), depth, false)} }`;
    },
    variables: () => variables,
    fragments: () => fragments.map(({ name, on, text }) => `fragment ${name} on ${on} ${text}`),
  };
}
