import type { Fixture } from './fixture.ts';
import { abstractTypes, mismatches } from './fixtures/abstract-types.ts';
import { aliases } from './fixtures/aliases.ts';
import { conditions } from './fixtures/conditions.ts';
import { failures } from './fixtures/failures.ts';
import { hidden } from './fixtures/hidden.ts';
import { inputs } from './fixtures/inputs.ts';
import { interfaceObject, namingObject, requiringObject } from './fixtures/interface-object.ts';
import { keys, keysWithLists } from './fixtures/keys.ts';
import { mutations } from './fixtures/mutations.ts';
import { nulls } from './fixtures/nulls.ts';
import { extended, older } from './fixtures/older.ts';
import { override, progressiveOverride } from './fixtures/override.ts';
import { parents } from './fixtures/parents.ts';
import { provides } from './fixtures/provides.ts';
import { requires, requiringArguments, requiringItself } from './fixtures/requires.ts';
import { shareable } from './fixtures/shareable.ts';
import { subscriptions } from './fixtures/subscriptions.ts';

/** Every small graph, feature by feature. */
export const fixtures: readonly Fixture[] = [
  keys,
  keysWithLists,
  parents,
  requires,
  requiringArguments,
  requiringItself,
  provides,
  shareable,
  override,
  progressiveOverride,
  interfaceObject,
  requiringObject,
  namingObject,
  abstractTypes,
  mismatches,
  hidden,
  inputs,
  older,
  extended,
  aliases,
  conditions,
  mutations,
  subscriptions,
  nulls,
  failures,
];
