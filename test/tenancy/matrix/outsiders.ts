import { describe, expect, it } from 'vitest';
import { openClient } from '../../support/client.ts';
import { type Answer, ask, ownRequest } from '../asking.ts';
import { leaks } from '../leaks.ts';
import { mutationRecipes } from '../mutation-recipes.ts';
import { operationOf } from '../operations.ts';
import { queryRecipes } from '../query-recipes.ts';
import { fingerprint } from '../rows.ts';
import { subscriptionRecipes } from '../subscription-recipes.ts';
import { quiet, type World } from '../world.ts';
import { codesOf, requestOf } from './mutations.ts';

/** Who belongs to no tenant: those who do not say who they are, and the platform's own operators. */
export function describeOutsiders(open: () => World): void {
  const queries = Object.keys(queryRecipes);
  const mutations = Object.entries(mutationRecipes);
  const subscriptions = Object.entries(subscriptionRecipes);

  describe('without a token', () => {
    it.each(queries)('%s is not answered', async (coordinate) => {
      const { factory, schema, names } = open();
      expectUnknown(await ask(factory, null, ownRequest(schema, coordinate, names.acme)));
    });

    it.each(mutations)('%s is not done', async (name, { input }) => {
      const { factory, schema, names } = open();
      expectUnknown(await ask(factory, null, requestOf(schema, name, input(names.acme))));
    });

    it.each(subscriptions)('%s is not opened', async (name, { own }) => {
      const { factory, schema, names } = open();
      const nobody = openClient(factory.gateway.url, '');
      const steps = [{ field: name, args: own(names.acme) }];
      const { query, variables } = operationOf(schema, 'subscription', steps);
      expect(await nobody.subscribe(query, variables).ended).toMatchObject({ code: 4401 });
      await nobody.close();
    });
  });

  describe('a platform operator', () => {
    it.each(queries)('is refused %s', async (coordinate) => {
      const { factory, schema, names, secrets } = open();
      const token = await factory.token(null, 'petra');
      const request = ownRequest(schema, coordinate, names.acme);
      const answer = await ask(factory, token, request);
      expect(answer.body.errors).toMatchObject([{ extensions: { code: 'FORBIDDEN' } }]);
      expect(Object.values(answer.body.data ?? {})).toEqual([null]);
      expect(leaks(secrets, answer.text, request.variables)).toEqual([]);
    });

    const tenants = mutations.filter(([, { owner }]) => owner !== 'petra');
    it.each(tenants)('is refused %s', async (name, { input }) => {
      const { factory, schema, names, superuser } = open();
      await quiet(superuser);
      const before = await fingerprint(open().superuser, 'acme');
      const token = await factory.token(null, 'petra');
      const answer = await ask(factory, token, requestOf(schema, name, input(names.acme)));
      expect(codesOf(answer, name)).toEqual(['FORBIDDEN']);
      expect(await fingerprint(open().superuser, 'acme')).toEqual(before);
    });

    it.each(subscriptions)('is refused %s', async (name, { own }) => {
      const { factory, schema, names } = open();
      const petra = await factory.as(null, 'petra');
      const steps = [{ field: name, args: own(names.acme) }];
      const { query, variables } = operationOf(schema, 'subscription', steps);
      const { errors } = await petra.subscribe(query, variables).next();
      expect(errors).toMatchObject([{ extensions: { code: 'FORBIDDEN' } }]);
    });
  });
}

function expectUnknown({ status, body }: Answer): void {
  expect(status).toBe(401);
  expect(body).toMatchObject({ errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] });
  expect(body.data).toBeUndefined();
}
