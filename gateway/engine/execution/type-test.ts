import { type GraphQLSchema, isAbstractType, isInterfaceType, isObjectType } from 'graphql';

export type TypeTest = (typename: unknown) => boolean;

/**
 * Tells by the `__typename` of an object whether it satisfies a type condition; remembers for each name.
 *
 * @param whenUnknown - the verdict on an object that does not say what it is.
 */
export function typeTest(types: GraphQLSchema, condition: string, whenUnknown = false): TypeTest {
  const wanted = types.getType(condition);
  const verdicts = new Map<string, boolean>([[condition, true]]);

  const judge = (typename: string): boolean => {
    const type = types.getType(typename);
    if (!wanted || !isAbstractType(wanted)) return false;
    return (isObjectType(type) || isInterfaceType(type)) && types.isSubType(wanted, type);
  };

  return (typename) => {
    if (typeof typename !== 'string' || typename === '') return whenUnknown;
    const known = verdicts.get(typename) ?? judge(typename);
    verdicts.set(typename, known);
    return known;
  };
}
