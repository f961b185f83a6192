import { describe, expect, it } from 'vitest';
import { type Answer, ask, ownRequest } from '../asking.ts';
import { leaks } from '../leaks.ts';
import { blur, forged, type Names } from '../names.ts';
import { type Arguments, operationOf, type Request } from '../operations.ts';
import { fieldIn, queryRecipes } from '../query-recipes.ts';
import type { World } from '../world.ts';

const attackers = ['eve', 'gus', 'plant'];

/** Each field of Query, and each field below that takes arguments. */
export function describeQueries(open: () => World): void {
  describe.each(Object.keys(queryRecipes))('%s', (coordinate) => {
    it('tells nobody of globex anything of acme, not even that it is there', async () => {
      const { factory, names, secrets } = open();
      const attacks = requestsAgainst(open(), coordinate, names.acme);
      const controls = requestsAgainst(open(), coordinate, names.nobody);
      for (const attacker of attackers) {
        const token = await factory.token('globex', attacker);
        for (const [index, attack] of attacks.entries()) {
          const answer = await ask(factory, token, attack);
          expect(leaks(secrets, answer.text, attack.variables)).toEqual([]);
          if (attacker !== 'eve') continue;
          const control = await ask(factory, token, controls[index] ?? attack);
          expect(blur(answer.text, names.acme)).toBe(blur(control.text, names.nobody));
        }
      }
    });

    it("tells acme's own administrator", async () => {
      const { factory, schema, names, secrets } = open();
      const token = await factory.token('acme', 'ada');
      const answer: Answer = await ask(factory, token, ownRequest(schema, coordinate, names.acme));
      expect(answer.body.errors).toBeUndefined();
      expect(leaks(secrets, answer.text)).toContain(secrets.canary);
    });
  });

  describe("acme's cursors", () => {
    it('are refused by every list', async () => {
      const { factory, schema, names } = open();
      const token = await factory.token('globex', 'eve');
      const lists = Object.keys(queryRecipes).filter((name) => name in names.acme.cursors);
      expect(lists.length).toBeGreaterThan(10);
      for (const coordinate of lists) {
        const way = queryRecipes[coordinate]?.way(names.globex) ?? [];
        const args = { after: names.acme.cursors[coordinate] };
        const steps = [...way, { field: fieldIn(coordinate), args }];
        const { body } = await ask(factory, token, operationOf(schema, 'query', steps));
        const [error] = body.errors ?? [];
        expect([coordinate, error?.extensions.code]).toEqual([coordinate, 'BAD_USER_INPUT']);
      }
    });
  });
}

/** The ways in which somebody of globex can ask a field for what the named tenant has. */
export function requestsAgainst(
  { schema, names }: World,
  coordinate: string,
  victim: Names,
): readonly Request[] {
  const recipe = queryRecipes[coordinate];
  if (!recipe) throw new Error(`${coordinate} has no recipe.`);
  const asked = (of: Names, args: Arguments) => {
    const steps = [...recipe.way(of), { field: fieldIn(coordinate), args }];
    return operationOf(schema, 'query', steps);
  };
  const cursor = victim.cursors[coordinate];
  const cursors = cursor ? [cursor, forged(cursor, 'globex')] : [];
  const attacks = [...recipe.attacks(victim), ...cursors.map((after) => ({ after }))];
  const fromAbove = recipe.way(victim).length > 0 ? [asked(victim, {})] : [];
  return [...fromAbove, ...attacks.map((args) => asked(names.globex, args))];
}
