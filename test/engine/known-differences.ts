const responseName =
  'The planner tells fields apart by their response names alone, and a plan that needs two of one name takes either.';
const privateNames =
  'A client may give any field the name of a key or of a required field, and the planner takes it for that.';
const ownSubgraph =
  'A requirement that is met in the same subgraph again is asked there at once, before what it requires itself.';
const noReason = 'ApolloGateway takes an answer without data for one without entities.';
const nothingLeft =
  'Where conditions leave nothing of a root field, the planner leaves out the field, which may be a mutation.';
const sharedCondition =
  'One fetch serves two requirements, so what one of them lacks under its condition is lacking for both.';
const unresolvable = 'The planner goes back to a subgraph by a key that cannot be resolved there.';
const foreignKey =
  'The key is selected on one implementation and the requirement on all, so the others are asked for without a key.';
const forgottenType =
  'A subgraph that knows only the interface says its name for the type, which takes the place of the known one.';
const noPlace =
  'ApolloGateway gives an error whose place it does not find a path that leads nowhere in the answer.';

/** Where ApolloGateway is wrong against the monolith, by fixture and claim, and why. Each is held to be wrong still. */
export const knownDifferences: Readonly<Record<string, string>> = {
  '@requires with arguments: a field with arguments that the client asks with others': responseName,
  '@requires with arguments: a field with arguments that the client asks with a variable':
    responseName,
  '@requires with arguments: one field with two different arguments': responseName,
  '@requires with arguments: one field with and without arguments': responseName,
  'keys: introspection in a fragment, under a condition and with a variable':
    'The planner takes introspection out of an operation, but not where it stands under a condition.',
  '@requires: one of two under a condition': sharedCondition,
  '@skip and @include: beside a requirement that is left out': sharedCondition,
  '@requires that comes back: three steps, and one of them on its own under a condition':
    ownSubgraph,
  '@requires with arguments: two different arguments, and a variable for one of the fields':
    responseName,
  '@requires with arguments: two different arguments, and a condition on one of the fields':
    responseName,
  '@requires with arguments: two different arguments, and a condition on one of the fields that is met':
    responseName,
  '@requires with arguments: under a condition, the name of another field': responseName,
  '@requires with arguments: one that itself requires': responseName,
  '@requires with arguments: in a nested entity': responseName,
  '@requires that comes back: three steps under a condition': ownSubgraph,
  '@requires that comes back: three steps': ownSubgraph,
  '@interfaceObject: to the object and back, the type is still known': forgottenType,
  '@interfaceObject: from the object, a fragment for one implementation of what the object has':
    forgottenType,
  '@interfaceObject with @requires: from the object to itself': foreignKey,
  '@requires: a chain that begins at a root': ownSubgraph,
  'interfaces and unions: the name of the type under the name of the key, under conditions':
    privateNames,
  '@requires: a chain that begins at a root, beside another root': ownSubgraph,
  '@requires: a chain that begins at a root, under a condition': ownSubgraph,
  '@requires with arguments: three in one fetch, one of them under a condition': sharedCondition,
  '@interfaceObject: under a condition, with requirements from another object':
    'The planner fails where a condition leaves nothing of what only an interface object has.',
  '@interfaceObject that cannot be resolved: its key under another name, beside a field of another object':
    unresolvable,
  '@interfaceObject that cannot be resolved: its key for one implementation, under a condition':
    unresolvable,
  '@requires: a chain from the last subgraph': ownSubgraph,
  '@interfaceObject: beside the object, the type is still known': forgottenType,
  '@interfaceObject that cannot be resolved: its key under another name, for one implementation':
    unresolvable,
  '@interfaceObject that cannot be resolved: its key under its own name as an alias, for one implementation':
    unresolvable,
  '@interfaceObject with @requires: one field with other arguments for another implementation':
    responseName,
  '@interfaceObject with @requires: different fields of different implementations':
    'The requirements of two implementations meet in one fetch, and each entity brings those of its own.',
  '@interfaceObject: with requirements from another object, for one implementation further down':
    forgottenType,
  '@interfaceObject with @requires: for one implementation, beside others of the list': foreignKey,
  'aliases: another field under the name of the key': privateNames,
  'aliases: another field under the name of the key, and the key': privateNames,
  'aliases: another field under the name of a required one': privateNames,
  'aliases: two required fields swapped': privateNames,
  'aliases: an object under the name of the key': privateNames,
  'aliases: another field under the name of a nested key': privateNames,
  'aliases: another object under the name of a key that is an object': privateNames,
  'aliases: in members of a union': privateNames,
  'aliases: of keys in a chain': privateNames,
  '@skip and @include: opposite conditions, so that nothing is left of a list at the root':
    nothingLeft,
  '@skip and @include: a constant in a fragment that leaves nothing of a root field under a condition':
    nothingLeft,
  'mutations: of which nothing is asked, and which is alone': nothingLeft,
  'mutations: a fragment after another, in the order that they are written':
    'The planner moves what stands in fragments before what does not, so mutations happen in another order.',
  'subgraphs that fail: data that is null, and an error': noPlace,
  'subgraphs that fail: an error at an entity that is not there': noPlace,
  'subgraphs that fail: an entity that a subgraph does not have, for what may not be null up to the root':
    'An answer without data must say why; ApolloGateway says nothing.',
  'subgraphs that fail: data that is null, without a word': noReason,
  'subgraphs that fail: nothing at all': noReason,
  'subgraphs that fail: no entities': 'ApolloGateway has words of its own for that.',
  'subgraphs that fail: an error with nothing in it':
    'ApolloGateway has words of its own for that.',
};
