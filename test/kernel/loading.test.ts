import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { withClient } from '../../db/roles.ts';
import type { Context } from '../../subgraphs/kernel/context.ts';
import { pagesByParent } from '../../subgraphs/kernel/pages-by-parent.ts';
import { acme, globex, noon, openToyHouse, type ToyHouse } from './toy-house.ts';
import { createToySubgraph, mutate, scopeOf } from './toy-subgraph.ts';
import { counters, stamps, stampTable } from './toys.ts';

const idOf = (number: number) => `0198c0de-0000-7000-8000-${String(number).padStart(12, '0')}`;
const foreignId = '0198c0de-ffff-7000-8000-000000000001';
let house: ToyHouse;
let context: Context;

beforeAll(async () => {
  house = await openToyHouse();
  await withClient(house.superuserUrl, async (superuser) => {
    await superuser.query(`
      insert into toys.counter
      select 'acme', ('0198c0de-0000-7000-8000-' || lpad(n::text, 12, '0'))::uuid, 1, now(), now(), 'l' || n, n, null
      from generate_series(1, 30) n`);
    await superuser.query(
      `insert into toys.counter values ('globex', '${foreignId}', 1, now(), now(), 'canary', 1, null)`,
    );
    // Each of the first three counters has seven stamps; globex has some for the same ids.
    await superuser.query(`
      insert into toys.stamp
      select tenant, gen_random_uuid(), ('0198c0de-0000-7000-8000-' || lpad(c::text, 12, '0'))::uuid, tenant || n
      from unnest(array['acme', 'globex']) tenant, generate_series(1, 3) c, generate_series(1, 7) n`);
  });
});
afterAll(() => house.close());
beforeEach(() => {
  context = house.context();
  house.statements.splice(0);
});

describe('loading by id', () => {
  it('costs one statement, however many are asked for in a turn', async () => {
    const loaded = await Promise.all(
      Array.from({ length: 30 }, (_, index) => context.load(counters, idOf(index + 1))),
    );

    expect(loaded.map((counter) => counter?.total)).toEqual(
      Array.from({ length: 30 }, (_, index) => index + 1),
    );
    expect(house.statements).toHaveLength(1);
  });

  it('has one statement text for any number of ids, so that it is prepared once', async () => {
    await context.load(counters, idOf(1));
    await Promise.all([2, 3, 4].map((number) => context.load(counters, idOf(number))));

    expect(house.statements).toHaveLength(2);
    expect(new Set(house.statements).size).toBe(1);
  });

  it('asks once for what is asked for twice, and remembers it within the request', async () => {
    const [one, other] = await Promise.all([
      context.load(counters, idOf(1)),
      context.load(counters, idOf(1)),
    ]);
    await context.load(counters, idOf(1));

    expect(one).toBe(other);
    expect(house.statements).toHaveLength(1);
  });

  it('remembers nothing from one request to the next, nor after it was told to forget', async () => {
    await context.load(counters, idOf(1));
    await house.context().load(counters, idOf(1));
    context.forget();
    await context.load(counters, idOf(1));

    expect(house.statements).toHaveLength(3);
  });

  it('keeps the kinds apart', async () => {
    const [counter, stamp] = await Promise.all([
      context.load(counters, idOf(1)),
      context.load(stamps, idOf(1)),
    ]);

    expect(counter?.label).toBe('l1');
    expect(stamp).toBeNull();
  });

  it('gives null for another tenant’s and for what does not exist, amidst the others', async () => {
    const loaded = await Promise.all(
      [idOf(1), foreignId, idOf(999), idOf(2)].map((id) => context.load(counters, id)),
    );

    expect(loaded.map((counter) => counter?.label ?? null)).toEqual(['l1', null, null, 'l2']);
    expect(house.statements).toHaveLength(1);
  });

  it.each(['', 'x', `${idOf(1)} `, idOf(1).toUpperCase(), '\u0000', "' or 1=1 --", `{${idOf(1)}}`])(
    'gives null for what cannot be an id, and asks nobody: %j',
    async (id) => {
      expect(await context.load(counters, id)).toBeNull();
      expect(house.statements).toEqual([]);
    },
  );

  it('never mixes requests of two tenants, even in one turn', async () => {
    const other = house.context(globex);

    const loaded = await Promise.all([
      context.load(counters, idOf(1)),
      other.load(counters, idOf(1)),
      context.load(counters, foreignId),
      other.load(counters, foreignId),
    ]);

    expect(loaded.map((counter) => counter?.label ?? null)).toEqual(['l1', null, null, 'canary']);
    expect(house.statements).toHaveLength(2);
  });

  it('is refused to a token that names no tenant, before any statement', async () => {
    const context = house.context(null);

    await expect(context.load(counters, idOf(1))).rejects.toMatchObject({
      extensions: { code: 'FORBIDDEN' },
    });
    expect(house.statements).toEqual([]);
  });
});

describe('entities asked for by the gateway', () => {
  it('cost one statement, and are null where they are foreign or malformed', async () => {
    const toys = createToySubgraph(house.services);
    const query = `query ($representations: [_Any!]!) {
      _entities(representations: $representations) { ... on Counter { label } } }`;
    const representations = [idOf(1), foreignId, 'x', idOf(2)].map((id) => ({
      __typename: 'Counter',
      id,
    }));

    const { data, errors } = await toys.execute(
      { query, variables: { representations } },
      scopeOf(acme),
    );

    expect(errors).toBeUndefined();
    expect(data?.['_entities']).toEqual([{ label: 'l1' }, null, null, { label: 'l2' }]);
    expect(house.statements).toHaveLength(1);
  });
});

describe('the lists of many parents', () => {
  const stampsOf = pagesByParent({
    list: 'stamps',
    table: stampTable,
    parent: stampTable.counterId,
    order: [{ column: stampTable.note, direction: 'ASC' }],
  });

  it('are read in one statement, a page of each', async () => {
    const pages = await Promise.all(
      [1, 2, 3, 4].map((number) => stampsOf(context, idOf(number), { first: 3 })),
    );

    expect(pages.map(({ nodes }) => nodes.map(({ note }) => note))).toEqual([
      ['acme1', 'acme2', 'acme3'],
      ['acme1', 'acme2', 'acme3'],
      ['acme1', 'acme2', 'acme3'],
      [],
    ]);
    expect(pages.map(({ pageInfo }) => pageInfo.hasNextPage)).toEqual([true, true, true, false]);
    expect(house.statements).toHaveLength(1);
  });

  it('go on from a cursor to the end, each row once', async () => {
    const seen: string[] = [];
    for (let after: string | null = null; ; ) {
      const page: Awaited<ReturnType<typeof stampsOf>> = await stampsOf(context, idOf(1), {
        first: 3,
        after,
      });
      seen.push(...page.nodes.map(({ note }) => note));
      expect(page.pageInfo.hasPreviousPage).toBe(after !== null);
      if (!page.pageInfo.hasNextPage) break;
      after = page.pageInfo.endCursor;
    }

    expect(seen).toEqual(Array.from({ length: 7 }, (_, index) => `acme${index + 1}`));
  });

  it('are empty for what cannot be a parent', async () => {
    expect((await stampsOf(context, 'x', {})).nodes).toEqual([]);
    expect(house.statements).toEqual([]);
  });

  it.each(['', 'x', '%%%'])('refuse a cursor that is none: %j', async (after) => {
    await expect(stampsOf(context, idOf(1), { after })).rejects.toMatchObject({
      extensions: { code: 'BAD_USER_INPUT' },
    });
  });

  it('refuse a cursor of another tenant', async () => {
    const { pageInfo } = await stampsOf(house.context(globex), idOf(1), { first: 3 });

    await expect(stampsOf(context, idOf(1), { after: pageInfo.endCursor })).rejects.toMatchObject({
      extensions: { code: 'BAD_USER_INPUT' },
    });
  });
});

describe('what a mutation changed', () => {
  it('is loaded anew by the next request', async () => {
    const toys = createToySubgraph(house.services);
    await mutate(toys, 'addToCounter', { counterId: idOf(30), amount: 12 });

    expect(await house.context().load(counters, idOf(30))).toMatchObject({
      total: 42,
      updatedAt: noon,
    });
  });
});
