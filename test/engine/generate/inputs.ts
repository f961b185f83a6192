import {
  type GraphQLInputType,
  getNullableType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isRequiredInputField,
} from 'graphql';
import type { Choices } from './choices.ts';

/** A variable of the operation that is being made. */
export interface Variable {
  readonly name: string;
  /** `$v1: [Int!] = [1]` */
  readonly declaration: string;
  /** Undefined when the client gives none. */
  readonly value: unknown;
}

/** Makes what is written at the place of an argument; variables are added to the list as they are made. */
export function argumentText(
  type: GraphQLInputType,
  choices: Choices,
  variables: Variable[],
  isConstant = false,
  depth = 2,
): string {
  if (!isConstant && choices.percent(35)) return variableFor(type, choices, variables);
  if (!isNonNullType(type) && choices.percent(10)) return 'null';
  const inner = getNullableType(type);
  const text = (of: GraphQLInputType) =>
    argumentText(of, choices, variables, isConstant, depth - 1);
  if (isListType(inner)) {
    const items = Array.from({ length: choices.number(3) }, () => text(inner.ofType));
    return `[${items.join(', ')}]`;
  }
  if (isInputObjectType(inner)) {
    const fields = Object.values(inner.getFields())
      .filter((field) => isRequiredInputField(field) || (depth > 0 && choices.percent(40)))
      .map((field) => `${field.name}: ${text(field.type)}`);
    return `{ ${fields.join(', ')} }`;
  }
  if (isEnumType(inner)) return choices.one(inner.getValues()).name;
  return JSON.stringify(leaf(inner.name, choices));
}

/** Of every JavaScript object, and so the first that a variable may be taken for. */
const inheritedNames = ['constructor', 'toString', '__proto__', 'hasOwnProperty'];

/** One that was declared for this type before, or a new one. */
function variableFor(type: GraphQLInputType, choices: Choices, variables: Variable[]): string {
  const known = variables.filter(({ declaration }) => declaration.split(': ')[1] === `${type}`);
  if (known.length > 0 && choices.percent(50)) return `$${choices.one(known).name}`;
  const name = inheritedNames[variables.length] ?? `v${variables.length}`;
  const place = variables.push({ name, declaration: '', value: undefined }) - 1;
  const hasDefault = choices.percent(25);
  const isOmitted = choices.percent(hasDefault ? 50 : 20) && (hasDefault || !isNonNullType(type));
  const otherwise = hasDefault ? ` = ${argumentText(type, choices, variables, true, 1)}` : '';
  variables[place] = {
    name,
    declaration: `$${name}: ${type}${otherwise}`,
    value: isOmitted ? undefined : inputValue(type, choices, 1),
  };
  return `$${name}`;
}

/** What a client gives for a variable of this type. */
export function inputValue(type: GraphQLInputType, choices: Choices, depth: number): unknown {
  if (!isNonNullType(type) && choices.percent(10)) return null;
  const inner = getNullableType(type);
  if (isListType(inner)) {
    return Array.from({ length: choices.number(3) }, () =>
      inputValue(inner.ofType, choices, depth),
    );
  }
  if (isInputObjectType(inner)) {
    const fields = Object.values(inner.getFields())
      .filter((field) => isRequiredInputField(field) || (depth > 0 && choices.percent(40)))
      .map((field) => [field.name, inputValue(field.type, choices, depth - 1)] as const);
    return Object.fromEntries(fields);
  }
  if (isEnumType(inner)) return choices.one(inner.getValues()).name;
  return leaf(inner.name, choices);
}

function leaf(name: string, choices: Choices): string | number | boolean {
  switch (name) {
    case 'Int':
      return choices.one([1, 0, -7, 2_147_483_647]);
    case 'Float':
      return choices.one([1, 0.5, -1e-7]);
    case 'Boolean':
      return choices.one([true, false]);
    default:
      return choices.one(['a', '', 'ü "\\ \n\u2028', '7', '__proto__']);
  }
}
