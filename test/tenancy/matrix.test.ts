import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { entityRecipes } from './entity-recipes.ts';
import { describeEntities, entityCoordinates } from './matrix/entities.ts';
import { describeForms } from './matrix/forms.ts';
import { describeMutations } from './matrix/mutations.ts';
import { describeOutsiders } from './matrix/outsiders.ts';
import { describeQueries } from './matrix/queries.ts';
import { describeSubscriptions } from './matrix/subscriptions.ts';
import { mutationRecipes } from './mutation-recipes.ts';
import { coordinatesOf } from './operations.ts';
import { queryRecipes } from './query-recipes.ts';
import { unmarked } from './rows.ts';
import { subscriptionRecipes } from './subscription-recipes.ts';
import { openWorld, type World } from './world.ts';

// Whatever somebody of globex asks, gives, follows or names: nothing of acme is told, and nothing of acme changes.
// The fields come from introspection: one without a recipe fails by its name.

let world: World;
const open = () => world;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world?.stop());

describe('the matrix', () => {
  it('has a recipe for each field that is or takes something, and for no other', () => {
    const { schema } = world;
    expect([
      ...differences(coordinatesOf(schema, 'query'), queryRecipes),
      ...differences(coordinatesOf(schema, 'mutation').map(field), mutationRecipes),
      ...differences(coordinatesOf(schema, 'subscription').map(field), subscriptionRecipes),
      ...differences(entityCoordinates(), entityRecipes),
    ]).toEqual([]);
  });
});

describe('the world of the matrix', () => {
  it("has something of acme's in every table, and its canary in every text", async () => {
    const { superuser, secrets } = world;
    // The names by which the cast signs in.
    const subjects = ['ada', 'ben', 'cleo', 'olga', 'factory'];
    expect((await unmarked(superuser, 'acme', secrets.canary)).sort()).toEqual(
      subjects.map((subject) => `identity.users.subject: ${subject}`).sort(),
    );
  });
});

describeQueries(open);
describeEntities(open);
describeSubscriptions(open);
describeOutsiders(open);
describeForms(open);
describeMutations(open);

function differences(coordinates: readonly string[], recipes: object): string[] {
  const known = Object.keys(recipes);
  return [
    ...coordinates.filter((name) => !known.includes(name)).map((name) => `${name} has no recipe`),
    ...known.filter((name) => !coordinates.includes(name)).map((name) => `${name} is gone`),
  ];
}

function field(coordinate: string): string {
  return coordinate.slice(coordinate.indexOf('.') + 1);
}
