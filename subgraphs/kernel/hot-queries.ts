import {
  BREAK,
  type DocumentNode,
  defaultFieldResolver,
  type ExecutionResult,
  type GraphQLError,
  type GraphQLNamedType,
  type GraphQLOutputType,
  type GraphQLSchema,
  getNamedType,
  getNullableType,
  getOperationAST,
  getVariableValues,
  isInputObjectType,
  isIntrospectionType,
  isLeafType,
  isListType,
  isObjectType,
  type NamedTypeNode,
  type OperationDefinitionNode,
  OperationTypeNode,
  print,
  typeFromAST,
  type ValueNode,
  type VariableDefinitionNode,
  visit,
} from 'graphql';
import { type CompiledQuery, compileQuery, isCompiledQuery } from 'graphql-jit';
import { LRUCache } from 'lru-cache';
import type { Context } from './context.ts';

/** A query and the values for it. */
export interface Query {
  readonly document: DocumentNode;
  readonly variables: Variables | undefined;
  readonly operationName: string | undefined;
}

/** Runs queries that are asked again and again as generated code. */
export interface HotQueries {
  /** @returns undefined where graphql-js has to tell: it is new, it changes something, or a value does not fit. */
  run(query: Query, context: Context): Promise<ExecutionResult | undefined>;
}

type Run = CompiledQuery['query'];

type Variables = Readonly<Record<string, unknown>>;

interface Hot {
  /** Undefined where graphql-js runs it every time. */
  run: Run | undefined;
  /** Whether graphql-js would take these. */
  readonly fits: (variables: Variables) => boolean;
  /** In a row. */
  faults: number;
}

/** Before its third time a query is not worth the milliseconds that compiling it takes. */
const usesBefore = 2;
/** After so many in a row a query is not run twice any more, each time. */
const faultsAtMost = 3;
const knownQueries = 500;

/**
 * What `graphql-jit` generates does in a fraction of the time what graphql-js does, and tells faults of values in
 * its own way. So it is used for queries, which can be asked again: whenever it finds a fault that no resolver
 * threw, graphql-js runs the query once more and says what is wrong. Where it would not answer the same, which the
 * test beside this file has found out, it is not used.
 */
export function createHotQueries(schema: GraphQLSchema): HotQueries {
  withExplicitResolvers(schema);
  const uses = new LRUCache<DocumentNode, number>({ max: 2 * knownQueries });
  const known = new LRUCache<DocumentNode, Hot>({ max: knownQueries });

  function compiled({ document, operationName }: Query): Hot | undefined {
    const found = known.get(document);
    if (found) return found;
    const count = uses.get(document) ?? 0;
    uses.set(document, count + 1);
    if (count < usesBefore) return undefined;
    const run = compile(schema, document, operationName);
    const hot = { run, fits: compileFit(schema, document), faults: 0 };
    known.set(document, hot);
    return hot;
  }

  return {
    async run(query, context) {
      const hot = compiled(query);
      if (!hot?.run || !hot.fits(query.variables ?? {})) return undefined;
      const result = await hot.run({}, context, query.variables);
      const isFaulty = result.errors?.some(isOwnFault) ?? false;
      hot.faults = isFaulty ? hot.faults + 1 : 0;
      if (hot.faults === faultsAtMost) hot.run = undefined;
      return isFaulty ? undefined : result;
    },
  };
}

function compile(
  schema: GraphQLSchema,
  document: DocumentNode,
  operationName: string | undefined,
): Run | undefined {
  // Which of several is meant may change from one request to the next.
  const isOne =
    document.definitions.filter(({ kind }) => kind === 'OperationDefinition').length === 1;
  const operation = getOperationAST(document, operationName);
  if (!isOne || operation?.operation !== OperationTypeNode.QUERY) return undefined;
  if (hasAwkwardName(document) || hasNestedVariables(document)) return undefined;
  if (hasRecursiveVariables(schema, operation)) return undefined;
  const found = compileQuery(schema, document, operation.name?.value ?? '');
  return isCompiledQuery(found) ? found.query : undefined;
}

/**
 * Where a field has no resolver the library reads the property itself, several times as fast, and calls none that is
 * a function and awaits none that is a promise. So it may where it would find such a value not to fit.
 */
function withExplicitResolvers(schema: GraphQLSchema): void {
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type) || isIntrospectionType(type)) continue;
    for (const field of Object.values(type.getFields())) {
      if (!refusesUnsettled(field.type)) field.resolve ??= defaultFieldResolver;
    }
  }
}

const unsettled = [() => null, Promise.resolve(null)];

/** Whether neither a function nor a promise is a value of the type; each is not iterable, so none is a list. */
function refusesUnsettled(type: GraphQLOutputType): boolean {
  const given = getNullableType(type);
  if (!isLeafType(given)) return isListType(given);
  return unsettled.every((value) => {
    try {
      return given.serialize(value) === undefined;
    } catch {
      return true;
    }
  });
}

/** Representations of entities may be anything, which is told sooner than graphql-js finds it out. */
function compileFit(schema: GraphQLSchema, document: DocumentNode): Hot['fits'] {
  const { variableDefinitions = [] } = getOperationAST(document) ?? {};
  const isEntities = ({ type }: VariableDefinitionNode) => print(type) === '[_Any!]!';
  const entities = variableDefinitions
    .filter(isEntities)
    .map(({ variable }) => variable.name.value);
  const others = variableDefinitions.filter((definition) => !isEntities(definition));
  return (variables) =>
    entities.every((name) => isListOfValues(variables[name])) &&
    (others.length === 0 || !getVariableValues(schema, others, variables, { maxErrors: 1 }).errors);
}

function isListOfValues(value: unknown): boolean {
  return Array.isArray(value) && value.every((item) => item !== null && item !== undefined);
}

/** The library writes code for every field of an input type, and would never end with one that contains itself. */
function hasRecursiveVariables(
  schema: GraphQLSchema,
  { variableDefinitions = [] }: OperationDefinitionNode,
): boolean {
  const isRecursive = (type: GraphQLNamedType, above: readonly GraphQLNamedType[]): boolean => {
    if (!isInputObjectType(type)) return false;
    if (above.includes(type)) return true;
    return Object.values(type.getFields()).some((field) =>
      isRecursive(getNamedType(field.type), [...above, type]),
    );
  };
  return variableDefinitions.some((definition) => {
    // Each kind of type node is one that this function reads.
    const type = typeFromAST(schema, definition.type as NamedTypeNode);
    return type !== undefined && isRecursive(getNamedType(type), []);
  });
}

/** In an object literal this one would be the object's prototype. */
function hasAwkwardName(document: DocumentNode): boolean {
  let isFound = false;
  visit(document, {
    Field({ alias, name }) {
      if ((alias ?? name).value !== '__proto__') return undefined;
      isFound = true;
      return BREAK;
    },
  });
  return isFound;
}

/** For a variable within an object or a list the library does not tell null from what was not given. */
function hasNestedVariables(document: DocumentNode): boolean {
  let isFound = false;
  const find = (value: ValueNode) =>
    visit(value, {
      Variable() {
        isFound = true;
        return BREAK;
      },
    });
  visit(document, {
    ObjectValue: (value) => void find(value),
    ListValue: (value) => void find(value),
  });
  return isFound;
}

/** Not of a resolver. */
function isOwnFault({ originalError }: GraphQLError): boolean {
  return originalError === undefined || originalError === null;
}
