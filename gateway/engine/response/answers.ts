import {
  type DocumentNode,
  type ExecutionResult,
  type FragmentDefinitionNode,
  GraphQLError,
  type GraphQLObjectType,
  Kind,
  type OperationDefinitionNode,
} from 'graphql';
import type { Answer, PreparedOperation } from '../engine.ts';
import type { Run } from '../execution/run.ts';
import { dataKeys } from '../planning/client-names.ts';
import { findUncovered } from '../planning/coverage.ts';
import type { Plan } from '../planning/plan.ts';
import type { LoadedSupergraph } from '../supergraph/load-supergraph.ts';
import { conditionVariables, maskOf } from './conditions.ts';
import { type AskedField, askedFields, type Selection } from './fields.ts';
import { introspect } from './introspection.ts';
import { type Shaped, type ShapedObject, shape } from './shape.ts';
import { compileWriter } from './writer.ts';

/** An operation with its conditions decided: what is to be in its answer. */
export interface Variant {
  /** Why it cannot be answered at all: the plan fetches a field from nowhere. */
  readonly fault: GraphQLError | undefined;
  /** As text where everything is as it should be, as an object otherwise. */
  answer(run: Run): Answer;
  shape(run: Run): Shaped;
  /** The same for a part of it that comes later. */
  shapeLater(run: Run, later: ShapedObject): Shaped;
}

/** Finds the variant that the variables of a run decide for. */
export type VariantOf = (variables: Run['variables']) => Variant;

/** More conditions than this, or more variants, are compiled each time anew. */
const mostConditions = 16;
export const mostVariants = 16;

export function compileAnswers(
  supergraph: LoadedSupergraph,
  prepared: PreparedOperation,
  plan: Plan | undefined,
): VariantOf {
  const conditions = conditionVariables(prepared.document);
  const isMasked = conditions.length <= mostConditions;
  const variants = new Map<number, Variant>();
  const fragments = fragmentsOf(prepared.document);
  const keyOf = dataKeys(prepared.document, supergraph.reservedNames);

  function compile(variables: Run['variables']): Variant {
    const truths = new Set(conditions.filter((name) => variables[name] === true));
    const isTrue = (name: string) => truths.has(name);
    const selection = { schema: supergraph.apiSchema, fragments, keyOf, isTrue };
    return compileVariant(selection, prepared.definition, plan, isMasked);
  }

  return (variables) => {
    const mask = isMasked ? maskOf(conditions, variables) : -1;
    const known = variants.get(mask);
    if (known) return known;
    const variant = compile(variables);
    if (isMasked && variants.size < mostVariants) variants.set(mask, variant);
    return variant;
  };
}

function compileVariant(
  selection: Selection,
  definition: OperationDefinitionNode,
  plan: Plan | undefined,
  isWorthWriter: boolean,
): Variant {
  const { schema } = selection;
  const type = rootOf(selection, definition);
  const sets = [definition.selectionSet];
  const fields = askedFields(selection);
  const introspects = fields.of(type, sets).some(({ name }) => /^__(schema|type)$/.test(name));
  const write =
    isWorthWriter && !introspects ? compileWriter(schema, fields, type, sets) : undefined;
  const uncovered = findUncovered(fields, type, sets, plan);

  const shapeOf = (run: Run, object: ShapedObject): Shaped => {
    const answerOf = (field: AskedField) => introspect(selection, definition, field, run.variables);
    return shape({ schema, fields, introspect: answerOf }, object);
  };
  const shapeAll = (run: Run) => shapeOf(run, { type, sets, source: run.data, path: [] });
  return {
    fault: uncovered && unresolvable(uncovered),
    answer(run) {
      const dataText = run.errors.length === 0 ? write?.(run.data, run.shared) : undefined;
      return dataText === undefined ? resultOf(run, shapeAll(run)) : { dataText };
    },
    shape: shapeAll,
    shapeLater: shapeOf,
  };
}

/**
 * What a subgraph has not, such as an entity that another one named, is not reported: its schema says already that
 * it may be null. Only where nothing at all is left has an answer to say why.
 */
export function resultOf({ errors }: Run, { data, problems }: Shaped): ExecutionResult {
  if (errors.length > 0) return { errors, data };
  return data === null ? { errors: problems, data } : { data };
}

function unresolvable(path: readonly string[]): GraphQLError {
  return new GraphQLError(`No subgraph can resolve "${path.join('.')}" as it was asked for.`, {
    path,
  });
}

function rootOf({ schema }: Selection, { operation }: OperationDefinitionNode): GraphQLObjectType {
  const root = schema.getRootType(operation);
  if (!root) throw new Error(`There is no ${operation} in this graph.`);
  return root;
}

function fragmentsOf(document: DocumentNode): ReadonlyMap<string, FragmentDefinitionNode> {
  return new Map(
    document.definitions
      .filter((definition) => definition.kind === Kind.FRAGMENT_DEFINITION)
      .map((fragment) => [fragment.name.value, fragment]),
  );
}
