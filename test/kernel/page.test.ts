import fc from 'fast-check';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { withClient } from '../../db/roles.ts';
import { writeCursor } from '../../subgraphs/kernel/cursor.ts';
import { type Connection, keysetPage, type Order } from '../../subgraphs/kernel/page.ts';
import { acme, globex, noon, openToyHouse, type ToyHouse } from './toy-house.ts';
import { type Item, itemTable } from './toys.ts';

let house: ToyHouse;
let tenantsMade = 0;

beforeAll(async () => {
  house = await openToyHouse();
});
afterAll(() => house.close());

type Column = 'rank' | 'name' | 'happenedAt' | 'id';
type Wanted = readonly { readonly column: Column; readonly direction: 'ASC' | 'DESC' }[];
type Row = Omit<Item, 'tenantId'>;

const orderOf = (wanted: Wanted): Order[] =>
  wanted.map(({ column, direction }) => ({ column: itemTable[column], direction }));

function pageOf(tenantId: string, wanted: Wanted, page: { first?: number; after?: string | null }) {
  return house
    .context(tenantId)
    .read((db) =>
      keysetPage(db, { list: 'items', table: itemTable, where: [], order: orderOf(wanted), page }),
    );
}

/** Few values each, so that there are many ties; text that sorts otherwise by UTF-16 than by code point. */
const row: fc.Arbitrary<Row> = fc.record({
  id: fc.uuid({ version: 7 }),
  rank: fc.integer({ min: -1, max: 2 }),
  name: fc.constantFrom('', 'a', 'B', 'Z\u0301', 'ä', '\uffe0', '\u{1f3ed}'),
  happenedAt: fc.integer({ min: 0, max: 2 }).map((ms) => new Date(noon.getTime() + ms)),
});
const rows = fc.uniqueArray(row, { selector: ({ id }) => id, maxLength: 25 });
const direction = fc.constantFrom('ASC' as const, 'DESC' as const);
const order: fc.Arbitrary<Wanted> = fc
  .tuple(
    fc.shuffledSubarray<Column>(['rank', 'name', 'happenedAt', 'id'], { minLength: 1 }),
    fc.array(direction, { minLength: 4, maxLength: 4 }),
  )
  .map(([columns, directions]) =>
    columns.map((column, index) => ({ column, direction: directions[index] ?? 'ASC' })),
  );

/** As PostgreSQL orders by these columns, and then by id in the last direction. */
function compare(wanted: Wanted) {
  const last = wanted.at(-1)?.direction ?? 'ASC';
  const whole: Wanted = [...wanted, { column: 'id', direction: last }];
  return (one: Row, other: Row): number => {
    for (const { column, direction: way } of whole) {
      const found = Buffer.compare(sortable(one[column]), sortable(other[column]));
      if (found !== 0) return way === 'ASC' ? found : -found;
    }
    return 0;
  };
}

function sortable(value: Row[Column]): Buffer {
  const number = Buffer.alloc(8);
  if (typeof value === 'number') number.writeDoubleBE(value + 10);
  else if (value instanceof Date) number.writeDoubleBE(value.getTime());
  else return Buffer.from(value);
  return number;
}

async function tenantWith(content: readonly Row[]): Promise<string> {
  tenantsMade += 1;
  const tenantId = `tenant-${tenantsMade}`;
  await insert(tenantId, content);
  return tenantId;
}

async function insert(tenantId: string, content: readonly Row[]): Promise<void> {
  if (content.length === 0) return;
  const values = content.map((each) => ({ ...each, tenantId }));
  await house.database.withTenant(tenantId, ({ db }) => db.insert(itemTable).values(values));
}

/** All pages, one after the other; `between` happens after each. */
async function walk(
  tenantId: string,
  wanted: Wanted,
  first: number,
  between: () => Promise<void> = async () => {},
): Promise<Connection<Item>[]> {
  const pages: Connection<Item>[] = [];
  for (let after: string | null = null; ; ) {
    const page: Connection<Item> = await pageOf(tenantId, wanted, { first, after });
    pages.push(page);
    if (!page.pageInfo.hasNextPage) return pages;
    after = page.pageInfo.endCursor;
    await between();
  }
}

const idsOf = (pages: readonly Connection<Item>[]) =>
  pages.flatMap(({ nodes }) => nodes.map(({ id }) => id));

describe('walking a list page by page', () => {
  it('gives every row once, in order, whatever the order and the size of the pages', async () => {
    await fc.assert(
      fc.asyncProperty(
        rows,
        order,
        fc.integer({ min: 1, max: 26 }),
        async (content, wanted, first) => {
          const tenantId = await tenantWith(content);

          const pages = await walk(tenantId, wanted, first);

          expect(idsOf(pages)).toEqual(content.toSorted(compare(wanted)).map(({ id }) => id));
          for (const { pageInfo, nodes } of pages.slice(0, -1)) {
            expect(nodes).toHaveLength(first);
            expect(pageInfo.hasNextPage).toBe(true);
          }
          expect(pages.map(({ pageInfo }) => pageInfo.hasPreviousPage)).toEqual(
            pages.map((_, index) => index > 0),
          );
        },
      ),
      { numRuns: 60 },
    );
  }, 60_000);

  it('gives every row that stays once, in order, while others come and go', async () => {
    const change = fc.record({ added: rows, dropped: fc.array(fc.nat(100), { maxLength: 3 }) });

    await fc.assert(
      fc.asyncProperty(
        rows,
        order,
        fc.integer({ min: 1, max: 5 }),
        fc.array(change, { maxLength: 6 }),
        async (content, wanted, first, changes) => {
          const tenantId = await tenantWith(content);
          const staying = new Map(content.map((each) => [each.id, each]));
          const ever = new Map(staying);
          const upcoming = [...changes];

          const pages = await walk(tenantId, wanted, first, async () => {
            const { added, dropped } = upcoming.shift() ?? { added: [], dropped: [] };
            const fresh = added.map((each) => ({ ...each, id: uuidv7() }));
            for (const each of fresh) ever.set(each.id, each);
            await insert(tenantId, fresh);
            for (const index of dropped) {
              const id = [...staying.keys()][index];
              if (id === undefined) continue;
              staying.delete(id);
              await house.database.withTenant(tenantId, ({ db }) =>
                db.execute(`delete from toys.item where id = '${id}'`),
              );
            }
          });

          const seen = idsOf(pages);
          expect(new Set(seen).size).toBe(seen.length);
          expect(seen.filter((id) => staying.has(id))).toEqual(
            [...staying.values()].toSorted(compare(wanted)).map(({ id }) => id),
          );
          const inOrder = seen.flatMap((id) => ever.get(id) ?? []).toSorted(compare(wanted));
          expect(seen).toEqual(inOrder.map(({ id }) => id));
        },
      ),
      { numRuns: 40 },
    );
  }, 60_000);

  it('costs one statement a page, and the same text on each but the first', async () => {
    const tenantId = await tenantWith(fc.sample(row, 9));
    const wanted = [{ column: 'rank', direction: 'DESC' }] as const;
    house.statements.splice(0);

    const pages = await walk(tenantId, wanted, 2);

    const texts = house.statements.splice(0);
    expect(pages).toHaveLength(5);
    expect(texts).toHaveLength(5);
    expect(new Set(texts.slice(1)).size).toBe(1);
  });

  it('asks of the index what it can answer whole when all columns run one way', async () => {
    const tenantId = await tenantWith(fc.sample(row, 5));
    const wanted = [
      { column: 'rank', direction: 'ASC' },
      { column: 'name', direction: 'ASC' },
    ] as const;
    house.statements.splice(0);

    await walk(tenantId, wanted, 2);

    expect(house.statements[1]).toContain(
      '("toys"."item"."rank", "toys"."item"."name", "toys"."item"."id") > ($2, $3, $4)',
    );
  });
});

describe('a page', () => {
  it('holds twenty rows unless more or fewer are asked for', async () => {
    const tenantId = await tenantWith(fc.sample(row, 25));

    const { nodes, pageInfo } = await pageOf(tenantId, [{ column: 'rank', direction: 'ASC' }], {});

    expect(nodes).toHaveLength(20);
    expect(pageInfo.hasNextPage).toBe(true);
  });

  it.each([0, 101])('of %i rows is refused before any statement', async (first) => {
    house.statements.splice(0);

    await expect(
      pageOf(acme, [{ column: 'rank', direction: 'ASC' }], { first }),
    ).rejects.toMatchObject({ extensions: { code: 'BAD_USER_INPUT' } });
    expect(house.statements).toEqual([]);
  });
});

describe('a cursor', () => {
  const byAll: Wanted = [
    { column: 'rank', direction: 'ASC' },
    { column: 'happenedAt', direction: 'DESC' },
  ];
  const list = 'items:ASC,DESC,DESC:rank,happenedAt,id';
  const good = [1, noon.toISOString(), '0198c0de-0000-7000-8000-000000000001'];

  it.each([
    ['the list in another order', acme, [{ column: 'rank', direction: 'DESC' }]],
    ['the list by other columns', acme, [{ column: 'name', direction: 'ASC' }, byAll[1]]],
    ['another tenant', globex, byAll],
  ] as [string, string, Wanted][])('is refused by %s', async (_, tenantId, wanted) => {
    const after = writeCursor(acme, list, good);
    await expect(pageOf(acme, byAll, { after })).resolves.toMatchObject({ nodes: [] });

    await expect(pageOf(tenantId, wanted, { after })).rejects.toMatchObject({
      extensions: { code: 'BAD_USER_INPUT' },
    });
  });

  it('that is empty is no cursor', async () => {
    await expect(pageOf(acme, byAll, { after: '' })).rejects.toMatchObject({
      extensions: { code: 'BAD_USER_INPUT' },
    });
  });

  const wrongOf: readonly (readonly unknown[])[] = [
    ['x', '', '1', true, null, {}, [], 1.5, 1e300, -2_147_483_649, '\u0000'],
    ['x', '', 0, 1e300, true, null, {}, [], '2026-13-01', '+275760-09-13T00:00:00.000Z', '\u0000'],
    ['x', '', 0, true, null, {}, [], '0198c0de', '\u0000', "' or 1=1 --", '\ud800'],
  ];
  const crafted = wrongOf.flatMap((wrong, at) =>
    wrong.map((value) => [at, JSON.stringify(value), value] as const),
  );
  it.each(crafted)('with a wrong value at place %i is refused: %s', async (at, _, value) => {
    const after = writeCursor(acme, list, good.with(at, value as string));

    await expect(pageOf(acme, byAll, { after })).rejects.toMatchObject({
      extensions: { code: 'BAD_USER_INPUT' },
    });
  });

  it('of text is refused with a value that is no text', async () => {
    const byName: Wanted = [{ column: 'name', direction: 'ASC' }];
    for (const value of [1, true, '\u0000']) {
      const after = writeCursor(acme, 'items:ASC,ASC:name,id', [value, good[2]]);

      await expect(pageOf(acme, byName, { after })).rejects.toMatchObject({
        extensions: { code: 'BAD_USER_INPUT' },
      });
    }
  });
});

describe('rows of another tenant', () => {
  it('are on no page, even where a cursor names them', async () => {
    await withClient(house.superuserUrl, (superuser) =>
      superuser.query(`insert into toys.item select 'globex', gen_random_uuid(), n, 'canary', now()
        from generate_series(1, 50) n`),
    );
    const wanted: Wanted = [{ column: 'rank', direction: 'ASC' }];
    const after = writeCursor(acme, 'items:ASC,ASC:rank,id', [
      25,
      '0198c0de-0000-7000-8000-000000000001',
    ]);

    expect(idsOf(await walk(acme, wanted, 100))).toEqual([]);
    expect(await pageOf(acme, wanted, { after })).toMatchObject({ nodes: [] });
  });
});
