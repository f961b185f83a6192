import { type DirectiveNode, Kind, type ValueNode } from 'graphql';

/** The value given for an argument of a directive. */
export function argumentOf(directive: DirectiveNode, name: string): ValueNode | undefined {
  return directive.arguments?.find((argument) => argument.name.value === name)?.value;
}

/** The text or name that an argument of a directive holds: strings and enum values are what federation uses. */
export function textOf(directive: DirectiveNode, name: string): string | undefined {
  const value = argumentOf(directive, name);
  return value?.kind === Kind.STRING || value?.kind === Kind.ENUM ? value.value : undefined;
}
