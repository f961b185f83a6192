import {
  type ArgumentNode,
  Kind,
  type OperationDefinitionNode,
  type SelectionNode,
  type ValueNode,
  valueFromASTUntyped,
  visit,
} from 'graphql';
import type { Variables } from './term.ts';

/** Reads a value of a document, with the variables in it. */
export type ReadValue = (variables: Variables) => unknown;

/** How the values of one operation are read: its variables have defaults. */
export interface Values {
  of(node: ValueNode): ReadValue;
  /** Whether a selection is asked for at all, by `@skip` and `@include`. */
  condition(selection: SelectionNode): boolean | ((variables: Variables) => boolean);
}

export function valuesIn({ variableDefinitions = [] }: OperationDefinitionNode): Values {
  const defaults = new Map(
    variableDefinitions.flatMap(({ variable, defaultValue }) =>
      defaultValue ? [[variable.name.value, valueFromASTUntyped(defaultValue)]] : [],
    ),
  );
  // Without a prototype, so that a variable that was not given is not something every object has.
  const withDefaults = (variables: Variables) =>
    Object.assign(Object.create(null), Object.fromEntries(defaults), variables);

  function of(node: ValueNode): ReadValue {
    if (node.kind === Kind.VARIABLE) {
      const name = node.name.value;
      const otherwise: unknown = defaults.get(name);
      return (variables) => (Object.hasOwn(variables, name) ? variables[name] : otherwise);
    }
    if (hasVariables(node)) {
      return (variables) => valueFromASTUntyped(node, withDefaults(variables));
    }
    const value: unknown = valueFromASTUntyped(node);
    return () => value;
  }

  return {
    of,

    condition({ directives = [] }) {
      const conditions = directives.flatMap(({ name, arguments: [argument] = [] }) => {
        if (!argument || !['skip', 'include'].includes(name.value)) return [];
        return [conditionOf(argument, name.value === 'include', of)];
      });
      if (conditions.includes(false)) return false;
      const varying = conditions.filter((condition) => typeof condition === 'function');
      if (varying.length === 0) return true;
      return (variables) => varying.every((condition) => condition(variables));
    },
  };
}

function conditionOf({ value }: ArgumentNode, wanted: boolean, of: Values['of']) {
  if (value.kind === Kind.BOOLEAN) return value.value === wanted;
  const read = of(value);
  return (variables: Variables) => (read(variables) === true) === wanted;
}

export function hasVariables(node: ValueNode): boolean {
  let found = false;
  visit(node, {
    Variable() {
      found = true;
    },
  });
  return found;
}
