import {
  type DirectiveNode,
  type DocumentNode,
  Kind,
  type SelectionNode,
  type ValueNode,
  visit,
} from 'graphql';
import { argumentOf } from '../directive-arguments.ts';

/** Tells whether a variable is true. */
export type Truth = (variable: string) => boolean;

type Values = Readonly<Record<string, unknown>>;

/** The variables that decide with @skip and @include what is in the answer. */
export function conditionVariables(document: DocumentNode): readonly string[] {
  const names = new Set<string>();
  visit(document, {
    Directive(directive) {
      if (!isCondition(directive)) return;
      const value = argumentOf(directive, 'if');
      if (value?.kind === Kind.VARIABLE) names.add(value.name.value);
    },
  });
  return [...names];
}

/** One bit for each variable that is true. */
export function maskOf(names: readonly string[], variables: Values): number {
  return names.reduce(
    (mask, name, index) => (variables[name] === true ? mask | (1 << index) : mask),
    0,
  );
}

export function isIncluded({ directives = [] }: SelectionNode, isTrue: Truth): boolean {
  return directives
    .filter(isCondition)
    .every(
      (directive) =>
        isTruthy(argumentOf(directive, 'if'), isTrue) === (directive.name.value === 'include'),
    );
}

export function isCondition({ name }: DirectiveNode): boolean {
  return name.value === 'skip' || name.value === 'include';
}

function isTruthy(value: ValueNode | undefined, isTrue: Truth): boolean {
  if (value?.kind === Kind.VARIABLE) return isTrue(value.name.value);
  return value?.kind === Kind.BOOLEAN && value.value;
}
