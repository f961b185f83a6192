import { type GraphQLSchema, isAbstractType, isObjectType } from 'graphql';
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
