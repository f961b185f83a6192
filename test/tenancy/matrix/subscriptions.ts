import { describe, expect, it } from 'vitest';
import type { Client, Data, Subscription } from '../../support/client.ts';
import { leaks } from '../leaks.ts';
import { type Arguments, operationOf } from '../operations.ts';
import { subscriptionRecipes } from '../subscription-recipes.ts';
import type { World } from '../world.ts';

const theirCount = 20;
const ownCount = 4;

/** Each subscription: both tenants follow while both work. */
export function describeSubscriptions(open: () => World): void {
  describe.each(Object.entries(subscriptionRecipes))('%s', (name, recipe) => {
    const follow = (client: Client, args: Arguments): Subscription => {
      const steps = [{ field: name, args }];
      const { query, variables } = operationOf(open().schema, 'subscription', steps, 1);
      return client.subscribe(query, variables);
    };

    it("delivers nothing of acme's to globex, and each tenant's own events in order", async () => {
      const { people, names, secrets } = open();
      const after = await liveCursor(people.globex.admin, recipe.list);
      const acmeAfter = await liveCursor(people.acme.admin, recipe.list);
      const hostile = follow(people.globex.admin, { ...recipe.attack(names.acme), after });
      const own = follow(people.globex.admin, { ...recipe.own(names.globex), after });
      const theirs = follow(people.acme.admin, { ...recipe.own(names.acme), after: acmeAfter });

      const toldThem = await recipe.cause(people.acme, names.acme, theirCount);
      const toldUs = await recipe.cause(people.globex, names.globex, ownCount);
      const mark = await recipe.mark?.(people.globex, { ...names.acme, canary: 'A mark' });

      const [heardThere] = await hear(theirs, theirCount);
      expect(heardThere).toEqual(toldThem);
      const [heard, text] = await hear(own, ownCount);
      expect(heard).toEqual(toldUs);
      expect(leaks(secrets, text)).toEqual([]);
      if (mark) expect((await hear(hostile, 1))[0]).toEqual([mark]);
      hostile.stop();
      await expect(hostile.next()).rejects.toThrow('The subscription ended.');
    });

    it("refuses acme's cursor", async () => {
      const { people, names } = open();
      const after = names.acme.cursors[recipe.cursor] ?? '';
      const refused = follow(people.globex.admin, { ...recipe.own(names.globex), after });
      expect(await refusalOf(refused)).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }]);
      const own = follow(people.acme.admin, { ...recipe.own(names.acme), after });
      expect((await hear(own, 1))[0]).toHaveLength(1);
    });
  });
}

async function liveCursor(client: Client, list: string): Promise<string> {
  return (await client.data(`{ ${list}(first: 1) { liveCursor } }`))[list].liveCursor;
}

/** The next events as `EVENT id`, and all that was said. */
async function hear(subscription: Subscription, count: number): Promise<[string[], string]> {
  const results: unknown[] = [];
  const told: string[] = [];
  while (told.length < count) {
    const result = await subscription.next();
    results.push(result);
    const [update] = Object.values<Data>(result.data ?? {});
    const { id } = update.reviewRequest ?? update.incident;
    told.push(`${update.event} ${id}`);
  }
  return [told, JSON.stringify(results)];
}

/** The errors by which a subscription was refused, in a result or instead of one. */
async function refusalOf(subscription: Subscription): Promise<unknown> {
  const first = await subscription.next().catch(() => null);
  return first?.errors ?? subscription.ended;
}
