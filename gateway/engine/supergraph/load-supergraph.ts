import {
  ROUTER_SUPPORTED_SUPERGRAPH_FEATURES,
  type Schema,
  Supergraph,
} from '@apollo/federation-internals';
import { type GraphQLSchema, parse, print } from 'graphql';
import {
  type EntityKeys,
  entityKeys,
  type InterfaceObject,
  interfaceObjects,
  namesInFieldSets,
  type RequiredSets,
  requiredSets,
} from './field-sets.ts';
import { lowerRequirements, type PrivateFields } from './lower-requirements.ts';
import { resolvableKeysFirst } from './resolvable-keys-first.ts';

/** A supergraph, ready to plan over. */
export interface LoadedSupergraph {
  /** What clients may ask for. */
  readonly apiSchema: GraphQLSchema;
  /** Every type, also those that clients do not see. */
  readonly types: GraphQLSchema;
  /** As the planner is given it: the same graph, repaired where the planner would go wrong. */
  readonly planning: Supergraph;
  readonly planningApi: Schema;
  readonly privateFields: PrivateFields;
  readonly requiredSets: RequiredSets;
  readonly entityKeys: EntityKeys;
  /** By the name of the interface. */
  readonly interfaceObjects: ReadonlyMap<string, InterfaceObject>;
  /** Names that a plan may select for itself, which no alias of a client may take. */
  readonly reservedNames: ReadonlySet<string>;
  /** The subgraphs, and the values of `join__Graph` that stand for them. */
  readonly graphOf: ReadonlyMap<string, string>;
}

/** Authorization directives are known here and enforced in front of the engine. */
const supportedFeatures = ROUTER_SUPPORTED_SUPERGRAPH_FEATURES;

/** @throws Error when this is no supergraph, or one that uses features which are not known here. */
export function loadSupergraph(sdl: string): LoadedSupergraph {
  const source = Supergraph.build(sdl, { supportedFeatures });
  const document = parse(sdl, { noLocation: true });
  const lowered = lowerRequirements(resolvableKeysFirst(document));
  // The original is valid; in this one nobody requires any more what the private fields stand for.
  const planning = Supergraph.build(print(lowered.document), {
    supportedFeatures,
    validateSupergraph: false,
  });
  return {
    apiSchema: source.apiSchema().toGraphQLJSSchema({ includeDefer: true }),
    types: source.schema.toGraphQLJSSchema(),
    planning,
    planningApi: planning.apiSchema(),
    privateFields: lowered.privateFields,
    requiredSets: requiredSets(lowered.document),
    entityKeys: entityKeys(lowered.document),
    interfaceObjects: interfaceObjects(lowered.document),
    reservedNames: namesInFieldSets(lowered.document),
    graphOf: planning.subgraphNameToGraphEnumValue(),
  };
}
