import type { DocumentNode } from 'graphql';
import { vagueDeprecations } from './deprecations.ts';
import { undescribed } from './descriptions.ts';
import { oddEntities } from './entities.ts';
import { oddLists } from './lists.ts';
import { oddMutations } from './mutations.ts';
import { oddNames } from './names.ts';
import { unspecifiedScalars } from './scalars.ts';
import { oddSubscriptions } from './subscriptions.ts';

/** Where the SDL departs from our conventions, a line each; none when all is well. */
export function departures(document: DocumentNode): string[] {
  return [
    undescribed,
    oddNames,
    oddEntities,
    unspecifiedScalars,
    oddLists,
    oddMutations,
    oddSubscriptions,
    vagueDeprecations,
  ].flatMap((rule) => rule(document));
}
