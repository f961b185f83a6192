import {
  buildASTSchema,
  type GraphQLSchema,
  isAbstractType,
  isObjectType,
  Kind,
  parse,
  printSchema,
  type TypeNode,
  visit,
} from 'graphql';
import { rootThing, threeEvents } from './subgraph.ts';
import { type Arguments, isThing, type Thing, type World } from './world.ts';

/**
 * Gives the schema that clients see resolvers of its own: the whole world in one process, without federation.
 * What graphql-js answers over it is the truth.
 */
export function serveMonolith(schema: GraphQLSchema, world: World): GraphQLSchema {
  for (const type of Object.values(schema.getTypeMap())) {
    if (type.name.startsWith('__')) continue;
    if (isAbstractType(type)) type.resolveType = (value) => (value as Thing).typename;
    if (!isObjectType(type)) continue;
    for (const field of Object.values(type.getFields())) {
      field.resolve = (source: unknown, args: Arguments) => {
        const thing = isThing(source) ? source : rootThing(type.name, source);
        return world.truthOf(thing, field.name, args);
      };
      if (type === schema.getSubscriptionType()) field.subscribe = threeEvents;
    }
  }
  return schema;
}

/**
 * The same schema in which everything may be null: over it, no error hides another. A monolith stops at the first
 * of two fields that may both not be null; subgraphs that are asked at the same time tell of both.
 */
export function lenient(schema: GraphQLSchema): GraphQLSchema {
  const document = visit(parse(printSchema(schema)), {
    FieldDefinition: (field) => ({ ...field, type: nullable(field.type) }),
  });
  return buildASTSchema(document);
}

function nullable(type: TypeNode): TypeNode {
  if (type.kind === Kind.NON_NULL_TYPE) return nullable(type.type);
  return type.kind === Kind.LIST_TYPE ? { ...type, type: nullable(type.type) } : type;
}
