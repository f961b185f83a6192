import { type DocumentNode, Kind, visit } from 'graphql';
import { definitionIn } from './compile-operation.ts';
import type { PreparedOperation } from './engine.ts';
import { conditionVariables, isCondition } from './response/conditions.ts';

/** An operation as it is compiled. */
export interface Decided {
  /** Tells it from every other. */
  readonly key: string;
  readonly prepared: PreparedOperation;
  /** The variables that are true, of those by which @skip and @include decide; undefined where they stay in it. */
  readonly truths: readonly string[] | undefined;
}

type Values = Readonly<Record<string, unknown>>;

/** Of more conditions there would be too many plans: sixteen for four. */
const mostConditions = 4;

interface Mixes {
  readonly deciding: readonly string[];
  /** By the variables that are true: whoever asks again finds the same key, of which the hash is known. */
  readonly known: Map<string, Decided>;
}

const mixes = new WeakMap<PreparedOperation, Mixes>();

function mixesOf(prepared: PreparedOperation): Mixes {
  const found = mixes.get(prepared);
  if (found) return found;
  const names = conditionVariables(prepared.document);
  const made = { deciding: names.length <= mostConditions ? names : [], known: new Map() };
  mixes.set(prepared, made);
  return made;
}

/** The variables by whose values an operation is decided before it is planned. */
export function decidingVariables(prepared: PreparedOperation): readonly string[] {
  return mixesOf(prepared).deciding;
}

/**
 * Takes the conditions out of an operation before it is planned. The planner fetches more with them than without,
 * gives fetches to one subgraph requirements of what is left out, and knows no plan at all for some.
 */
export function decide(prepared: PreparedOperation, variables: Values): Decided {
  const { deciding, known } = mixesOf(prepared);
  if (deciding.length === 0) return { key: prepared.key, prepared, truths: undefined };
  const truths = deciding.filter((name) => variables[name] === true);
  const mix = truths.join();
  const found = known.get(mix);
  if (found) return found;
  // No key of an operation begins like this.
  const decided = { key: `?${mix}\n${prepared.key}`, prepared, truths };
  known.set(mix, decided);
  return decided;
}

/** The operation that is left. */
export function decidedOperation({ prepared, truths, key }: Decided): PreparedOperation {
  if (!truths) return prepared;
  const document: DocumentNode = visit(prepared.document, {
    Directive(directive) {
      if (!isCondition(directive)) return undefined;
      const values = directive.arguments?.map((argument) => {
        if (argument.value.kind !== Kind.VARIABLE) return argument;
        const value = truths.includes(argument.value.name.value);
        return { ...argument, value: { kind: Kind.BOOLEAN, value } as const };
      });
      return { ...directive, arguments: values };
    },
  });
  const { operationName } = prepared;
  return { key, operationName, document, definition: definitionIn(document, operationName) };
}
