import { describe, expect, it } from 'vitest';
import { type Answer, ask } from '../asking.ts';
import { leaks } from '../leaks.ts';
import { type MutationRecipe, mutationRecipes } from '../mutation-recipes.ts';
import { blur } from '../names.ts';
import { operationOf, type Request } from '../operations.ts';
import { fingerprint } from '../rows.ts';
import { quiet, type World } from '../world.ts';

const recipes = Object.entries(mutationRecipes);

/** Each mutation: first all attacks, then those whom the inputs concern give the same inputs. */
export function describeMutations(open: () => World): void {
  /** What globex has said so far: some of it is in its own rows now, and will be heard again. */
  const said: unknown[] = [];

  describe.each(recipes)('%s by somebody of globex', (name, recipe) => {
    const { attacker = 'eve', refusal, input } = recipe;

    it('changes nothing of acme, and does not learn what is there', async () => {
      const { factory, schema, names, secrets, superuser } = open();
      await quiet(superuser);
      const before = await fingerprint(open().superuser, 'acme');
      const token = await factory.token('globex', attacker);
      const attack = requestOf(schema, name, input(names.acme));
      said.push(attack.variables);

      const answer = await ask(factory, token, attack);

      await quiet(superuser);
      expect(await fingerprint(open().superuser, 'acme')).toEqual(before);
      expect(leaks(secrets, answer.text, said)).toEqual([]);
      expect(codesOf(answer, name)).toEqual(refusal === 'APART' ? [] : [refusal]);
      const control = await ask(factory, token, requestOf(schema, name, input(names.nobody)));
      expect(codesOf(control, name)).toEqual(codesOf(answer, name));
      if (refusal === 'APART') return;
      expect(blur(answer.text, names.acme)).toBe(blur(control.text, names.nobody));
    });
  });

  describe.each(recipes)('%s by whom it concerns', (name, recipe: MutationRecipe) => {
    const { owner = 'ada', rule, input } = recipe;

    it(`is ${rule ? `refused by the rule ${rule}` : 'done'}`, async () => {
      const { factory, schema, names } = open();
      const token = await factory.token(owner === 'petra' ? null : 'acme', owner);

      // Of what a tenant has, a platform operator may not even read its projects.
      const depth = owner === 'petra' ? 1 : 2;

      const answer = await ask(factory, token, requestOf(schema, name, input(names.acme), depth));

      expect(codesOf(answer, name)).toEqual(rule ? [rule] : []);
    });
  });
}

/** The codes of whatever was refused, at the top or in the payload. */
export function codesOf({ body }: Answer, name: string): string[] {
  const errors = (body.errors ?? []) as { extensions: { code: string } }[];
  const userErrors = (body.data?.[name]?.userErrors ?? []) as { code: string }[];
  return [
    ...errors.map(({ extensions }) => extensions.code),
    ...userErrors.map(({ code }) => code),
  ];
}

export function requestOf(
  schema: World['schema'],
  name: string,
  input: object,
  depth = 2,
): Request {
  return operationOf(schema, 'mutation', [{ field: name, args: { input } }], depth);
}
