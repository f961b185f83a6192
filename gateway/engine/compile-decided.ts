import { type DocumentNode, GraphQLError, Kind, OperationTypeNode, visit } from 'graphql';
import { codeOf } from '../errors.ts';
import {
  type CompiledExecution,
  type CompiledOperation,
  type Compiler,
  compileOperation,
  definitionIn,
} from './compile-operation.ts';
import type { PreparedOperation } from './engine.ts';
import { conditionVariables, isCondition, maskOf, type Truth } from './response/conditions.ts';

/** Of more conditions there would be too many plans. */
const mostConditions = 4;

/**
 * The planner has faults of its own with conditions. What it cannot plan with them it is given without, once for
 * each way in which they can be met.
 *
 * @throws GraphQLError OPERATION_TOO_LARGE when too many ways lead to its fields.
 */
export function compileWhole(compiler: Compiler, prepared: PreparedOperation): CompiledOperation {
  try {
    return compileOperation(compiler, prepared);
  } catch (error) {
    const names = conditionVariables(prepared.document);
    const isPlannable = names.length > 0 && names.length <= mostConditions;
    const isStream = prepared.definition.operation === OperationTypeNode.SUBSCRIPTION;
    if (!isPlannable || isStream || isRefused(error)) throw error;
    return compileDecided(compiler, prepared, names);
  }
}

function compileDecided(
  compiler: Compiler,
  prepared: PreparedOperation,
  names: readonly string[],
): CompiledExecution {
  const known = new Map<number, CompiledExecution | GraphQLError>();

  function variantOf(isTrue: Truth, mask: number): CompiledExecution {
    const found = known.get(mask) ?? compile(isTrue);
    known.set(mask, found);
    if (found instanceof GraphQLError) throw found;
    return found;
  }

  function compile(isTrue: Truth): CompiledExecution | GraphQLError {
    try {
      const made = compileOperation(compiler, decided(prepared, isTrue));
      if (made.kind === 'execution') return made;
    } catch (error) {
      if (error instanceof GraphQLError) return error;
      throw error;
    }
    throw new Error('Conditions do not make a subscription of an operation.');
  }

  const nothing = variantOf(() => false, 0);
  return {
    kind: 'execution',
    explain: () => nothing.explain(),
    deferVariables: undefined,
    execute: async (run) =>
      variantOf((name) => run.variables[name] === true, maskOf(names, run.variables)).execute(run),
  };
}

function isRefused(error: unknown): boolean {
  return !(error instanceof GraphQLError) || codeOf(error) !== 'INTERNAL';
}

function decided(prepared: PreparedOperation, isTrue: Truth): PreparedOperation {
  const document: DocumentNode = visit(prepared.document, {
    Directive(directive) {
      if (!isCondition(directive)) return undefined;
      const values = directive.arguments?.map((argument) => {
        if (argument.value.kind !== Kind.VARIABLE) return argument;
        const value = isTrue(argument.value.name.value);
        return { ...argument, value: { kind: Kind.BOOLEAN, value } as const };
      });
      return { ...directive, arguments: values };
    },
  });
  return { ...prepared, document, definition: definitionIn(document, prepared.operationName) };
}
