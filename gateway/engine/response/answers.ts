import {
  type DocumentNode,
  type FragmentDefinitionNode,
  type GraphQLObjectType,
  type GraphQLSchema,
  Kind,
  type OperationDefinitionNode,
} from 'graphql';
import type { Answer, PreparedOperation } from '../engine.ts';
import type { Run } from '../execution/run.ts';
import { conditionVariables, maskOf } from './conditions.ts';
import { askedFields, type Selection } from './fields.ts';
import { introspect } from './introspection.ts';
import { type Shaped, shape } from './shape.ts';
import { compileWriter, type Writer } from './writer.ts';

/** Makes answers of one operation from what has been fetched. */
export interface Answers {
  /** As text where everything is as it should be, as an object otherwise. */
  answer(run: Run): Answer;
  shape(run: Run): Shaped;
}

/** The operation with its conditions decided. */
interface Variant {
  readonly write: Writer | undefined;
  shape(run: Run): Shaped;
}

/** More conditions than bits of a mask, or more masks than this, go without a writer of their own. */
const mostConditions = 16;
const mostVariants = 64;

export function compileAnswers(
  schema: GraphQLSchema,
  reservedNames: ReadonlySet<string>,
  { document, definition }: PreparedOperation,
): Answers {
  const conditions = conditionVariables(document);
  const isMasked = conditions.length <= mostConditions;
  const variants = new Map<number, Variant>();
  const fragments = fragmentsOf(document);
  const root = schema.getRootType(definition.operation);
  if (!root) throw new Error(`There is no ${definition.operation} in this graph.`);

  function compile({ variables }: Run): Variant {
    const truths = new Set(conditions.filter((name) => variables[name] === true));
    const selection: Selection = {
      schema,
      fragments,
      reservedNames,
      isTrue: (name) => truths.has(name),
    };
    return compileVariant(selection, definition, root as GraphQLObjectType, isMasked);
  }

  function variantFor(run: Run): Variant {
    const mask = isMasked ? maskOf(conditions, run.variables) : -1;
    const variant = variants.get(mask) ?? compile(run);
    if (isMasked && variants.size < mostVariants) variants.set(mask, variant);
    return variant;
  }

  return {
    answer(run) {
      const variant = variantFor(run);
      const dataText = run.errors.length === 0 ? variant.write?.(run.data, run.shared) : undefined;
      if (dataText !== undefined) return { dataText };
      return resultOf(run, variant.shape(run));
    },
    shape: (run) => variantFor(run).shape(run),
  };
}

/**
 * What a subgraph has not, such as an entity that another one named, is not reported: its schema says already that
 * it may be null. Only where nothing at all is left has an answer to say why.
 */
export function resultOf({ errors }: Run, { data, problems }: Shaped): Answer {
  if (errors.length > 0) return { errors, data };
  return data === null ? { errors: problems, data } : { data };
}

function compileVariant(
  selection: Selection,
  definition: OperationDefinitionNode,
  type: GraphQLObjectType,
  isMasked: boolean,
): Variant {
  const { schema } = selection;
  const fields = askedFields(selection);
  const sets = [definition.selectionSet];
  const introspects = fields.of(type, sets).some(({ name }) => /^__(schema|type)$/.test(name));
  return {
    write: isMasked && !introspects ? compileWriter(schema, fields, type, sets) : undefined,
    shape(run) {
      const shaping = {
        schema,
        fields,
        introspect: (field: Parameters<typeof introspect>[2]) =>
          introspect(selection, definition, field, run.variables),
      };
      return shape(shaping, { type, sets }, run.data);
    },
  };
}

function fragmentsOf(document: DocumentNode): ReadonlyMap<string, FragmentDefinitionNode> {
  return new Map(
    document.definitions
      .filter((definition) => definition.kind === Kind.FRAGMENT_DEFINITION)
      .map((fragment) => [fragment.name.value, fragment]),
  );
}
